// Draws the nodes (the disc is what is focused and pressed): identity colour, name, value per key. Their badges and vector clocks lie
// in a layer of their own, over the messages.

import { pointOf } from "./layout.js";
import { assign, first, keyed, last, present, setText, svg } from "../lib/dom.js";
import { initialOf, nodeSentence } from "../lib/format.js";

/** @typedef {import("./view.js").Scene} Scene */
/** @typedef {import("./placing.js").PlacedBadge} PlacedBadge */

const NAME_CHAR_PX = 7.6;

/**
 * Bring the layer up to date.
 *
 * @param {Element} layer
 * @param {Scene} scene
 */
export function drawNodes(layer, scene) {
  /** @type {[string, NodeState][]} */
  const entries = [...scene.places.nodes.keys()].map((name) => [name, scene.view.nodes[name]]);
  keyed(
    layer,
    entries,
    (_, name) => create(scene, name),
    (element, node, name) => update(element, node, name, scene),
  );
}

/**
 * @param {Scene} scene
 * @param {string} name
 */
function create({ document, view, interactive }, name) {
  const colour = Object.keys(view.nodes).indexOf(name) + 1;
  const parts = [
    svg(document, "circle", { class: "halo" }),
    svg(
      document,
      "circle",
      { class: "disc", ...(interactive ? { tabindex: 0, role: "button" } : { role: "img" }) },
      svg(document, "title"),
    ),
    svg(document, "path", { class: "crash-mark" }),
    svg(document, "rect", { class: "plate", rx: 5 }),
    svg(document, "text", { class: "name" }, name),
    svg(document, "g", { class: "values" }),
  ];
  for (const part of parts) if (!part.hasAttribute("role")) assign(part, { "aria-hidden": "true" });
  return svg(document, "g", { class: "node", "data-node": name, "data-identity": colour }, ...parts);
}

/**
 * @param {SVGElement} element
 * @param {NodeState} node
 * @param {string} name
 * @param {Scene} scene
 */
function update(element, node, name, scene) {
  const { view, places, size, chosen, staleAt } = scene;
  const [halo, disc, cross, plate, title, values] = element.children;
  const { x, y } = pointOf(places.nodes, name);
  const { radius } = size;
  const selected = chosen.node === name;
  const sentence = nodeSentence(name, node, view.keys, initialOf(view));
  assign(element, {
    transform: `translate(${x} ${y})`,
    "data-status": node.status,
    "data-selected": selected,
    "data-lit": scene.lit?.has(name),
    "data-violates": scene.violating.has(name),
    "data-stale": staleAt.has(name),
  });
  assign(disc, {
    r: radius,
    "aria-label": sentence + (staleAt.has(name) ? ". Served a stale read" : ""),
    ...(scene.interactive ? { "aria-pressed": selected ? "true" : "false" } : {}),
  });
  setText(first(disc), sentence);
  assign(halo, { r: radius + 7 });
  const arm = radius * 0.62;
  assign(cross, { d: `M${-arm} ${-arm}L${arm} ${arm}M${arm} ${-arm}L${-arm} ${arm}` });
  drawText(plate, title, values, present(scene.placed.texts.get(name), name), scene);
}

/**
 * @param {Element} plate
 * @param {Element} title
 * @param {Element} layer
 * @param {import("./node-text.js").DiscText} text
 * @param {Scene} scene
 */
function drawText(plate, title, layer, { nameY, lines, plate: ground }, { size, document }) {
  assign(plate, ground ? { ...ground, visibility: null } : { visibility: "hidden" });
  assign(title, { y: nameY, "data-long": title.textContent.length * NAME_CHAR_PX > size.radius * 2 - 8 });
  keyed(
    layer,
    lines.map((line) => [line.key, line]),
    () => svg(document, "text"),
    (element, line) => {
      setText(element, line.text);
      assign(element, {
        y: line.y,
        "data-small": line.small,
        "data-siblings": line.siblings,
        "data-initial": line.initial,
      });
    },
  );
}

/**
 * Bring the badges of all nodes up to date.
 *
 * @param {Element} layer
 * @param {Scene} scene
 */
export function drawBadges(layer, { placed, document }) {
  keyed(
    layer,
    placed.badges,
    (_, name) => svg(document, "g", { class: "badges", "data-of": name }),
    (group, badges) =>
      keyed(
        group,
        badges.map((badge, i) => [i, badge]),
        () => createBadge(document),
        (element, badge) => updateBadge(element, badge),
      ),
  );
}

/** @param {Document} document */
const createBadge = (document) =>
  svg(
    document,
    "g",
    { class: "badge" },
    svg(document, "rect", { height: 18, rx: 9 }),
    svg(document, "text", { y: 13 }),
  );

/**
 * @param {SVGElement} element
 * @param {PlacedBadge} badge
 */
function updateBadge(element, { kind, text, box }) {
  assign(element, { "data-kind": kind, transform: `translate(${box.x} ${box.y})` });
  assign(first(element), { width: box.width });
  assign(last(element), { x: box.width / 2 });
  setText(last(element), text);
}

/**
 * Bring the vector clocks up to date.
 *
 * @param {Element} layer
 * @param {Scene} scene
 */
export function drawClocks(layer, { placed, document }) {
  keyed(
    layer,
    placed.clocks,
    () => {
      const element = svg(document, "text", { class: "vector", role: "img" });
      element.append(svg(document, "title"), svg(document, "tspan"));
      return element;
    },
    (element, { text, whose, box }) => {
      assign(element, { x: box.x + box.width / 2, y: box.y + box.height - 3 });
      setText(first(element), whose);
      setText(last(element), text);
    },
  );
}
