// Draws the clients: a pill beside the node each talks to, and whether it has an operation open.

import { pointOf } from "./layout.js";
import { assign, keyed, present, setText, svg } from "../lib/dom.js";
import { operationText } from "../lib/format.js";

/**
 * Bring the layer up to date.
 *
 * @param {SVGElement} layer
 * @param {import("./view.js").Scene} scene
 */
export function drawClients(layer, scene) {
  /** @type {[string, ClientState][]} */
  const entries = [...scene.places.clients.keys()].map((name) => [name, scene.view.clients[name]]);
  keyed(
    layer,
    entries,
    () => create(scene.document),
    (element, client, name) => update(element, client, name, scene),
  );
}

/** @param {Document} document */
function create(document) {
  const parts = [
    svg(document, "rect", { rx: 13, height: 26, y: -13 }),
    svg(document, "text", { y: 4 }),
    svg(document, "circle", { class: "open-mark", r: 4 }),
  ];
  return svg(document, "g", { class: "client", role: "img" }, ...parts);
}

/**
 * @param {SVGElement} element
 * @param {ClientState} client
 * @param {string} name
 * @param {import("./view.js").Scene} scene
 */
function update(element, client, name, { view, places, placed, size, seated }) {
  const [pill, text, mark] = element.children;
  const { x, y } = pointOf(places.clients, name);
  const { width } = present(placed.pills.get(name), name);
  const open = client.open ? view.operations[client.open] : null;
  element.style.transform = `translate(${x}px, ${y}px)`;
  assign(element, {
    "data-open": Boolean(open),
    "data-idle": !seated.has(name),
    "aria-label": sentence(name, open, seated.get(name), client.queued.length),
  });
  assign(pill, { x: -width / 2, width });
  assign(mark, { cx: width / 2 - 3, cy: -10 });
  setText(text, size.compact ? name[0].toUpperCase() : name);
}

/**
 * @param {string} name
 * @param {Operation | null} open
 * @param {string | undefined} node
 * @param {number} queued
 */
function sentence(name, open, node, queued) {
  const doing = open
    ? `${operationText(open)} at ${open.node} is open`
    : node
      ? `last at ${node}`
      : "has not done anything yet";
  return `client ${name}, ${doing}${queued ? `, ${queued} queued` : ""}`;
}
