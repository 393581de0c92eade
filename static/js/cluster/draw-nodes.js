// Draws the nodes (the disc is what is focused and pressed): identity colour, name, value per key, badges for what is wrong with it, ground-truth vector clock.

import { pointOf } from "./layout.js";
import { assign, first, keyed, last, setText, svg } from "../lib/dom.js";
import {
  initialOf,
  nodeSentence,
  shortened,
  signedTicks,
  valuesText,
  vectorText,
  wallOffset,
  wrongTwins,
} from "../lib/format.js";

/** @typedef {import("./view.js").Scene} Scene */

const KEYS_SHOWN = 3;
const NAME_CHAR_PX = 7.6;
const BADGE_CHARS_MAX = 22;

/**
 * Bring the layer up to date.
 *
 * @param {Element} layer
 * @param {import("./view.js").Scene} scene
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
 * @param {import("./view.js").Scene} scene
 * @param {string} name
 */
function create({ document, view, interactive }, name) {
  const colour = Object.keys(view.nodes).indexOf(name) + 1;
  const values = svg(document, "g", { class: "values" });
  const parts = [
    svg(document, "circle", { class: "halo" }),
    svg(document, "circle", { class: "disc", ...(interactive ? { tabindex: 0, role: "button" } : { role: "img" }) }),
    svg(document, "path", { class: "crash-mark" }),
    svg(document, "text", { class: "name" }, name),
    values,
    svg(document, "g", { class: "badges" }),
    svg(document, "text", { class: "vector" }),
  ];
  for (const part of parts) if (!part.hasAttribute("role")) assign(part, { "aria-hidden": "true" });
  return svg(document, "g", { class: "node", "data-node": name, "data-identity": colour }, ...parts);
}

/**
 * @param {SVGElement} element
 * @param {NodeState} node
 * @param {string} name
 * @param {import("./view.js").Scene} scene
 */
function update(element, node, name, scene) {
  const { view, places, size, chosen, staleAt } = scene;
  const [halo, disc, cross, title, values, badges, vector] = element.children;
  const { x, y } = pointOf(places.nodes, name);
  const { radius } = size;
  const selected = chosen.node === name;
  assign(element, {
    transform: `translate(${x} ${y})`,
    "data-status": node.status,
    "data-selected": selected,
    "data-lit": scene.lit?.has(name),
    "data-violates": scene.violating.has(name),
  });
  assign(disc, {
    "aria-label":
      nodeSentence(name, node, view.keys, initialOf(view)) + (staleAt.has(name) ? ". Served a stale read" : ""),
    ...(scene.interactive ? { "aria-pressed": selected ? "true" : "false" } : {}),
  });
  assign(halo, { r: radius + 7 });
  assign(disc, { r: radius });
  const arm = radius * 0.62;
  assign(cross, { d: `M${-arm} ${-arm}L${arm} ${arm}M${arm} ${-arm}L${-arm} ${arm}` });
  drawValues(values, title, node, scene);
  drawBadges(badges, badgesOf(name, node, scene), { radius, room: size.width - x }, scene.document);
  setText(vector, (size.compact || size.crowded) && !selected ? "" : vectorText(node.vector));
  assign(vector, { y: radius + 17 });
}

/**
 * @param {Element} layer
 * @param {Element} title
 * @param {NodeState} node
 * @param {import("./view.js").Scene} scene
 */
function drawValues(layer, title, node, { view, size, document }) {
  const keys = view.keys.filter((key) => !hasBoard(view) || node.values[key]).slice(0, KEYS_SHOWN);
  const line = Math.min(17, (size.radius * 1.25) / (keys.length + 1));
  const top = -((keys.length - 1) * line) / 2 + 2;
  assign(title, { y: top - line * 0.72, "data-long": title.textContent.length * NAME_CHAR_PX > size.radius * 2 - 8 });
  keyed(
    layer,
    keys.map((key) => [key, key]),
    () => svg(document, "text"),
    (text, key, _) => {
      const place = view.keys.indexOf(key);
      const siblings = (node.values[key]?.length ?? 0) > 1;
      const room = Math.floor((size.radius * 2 - 6) / NAME_CHAR_PX);
      const texts = siblings
        ? node.values[key].map((each) => valuesText([each]))
        : [valuesText(node.values[key], initialOf(view))];
      setText(text, fitted(key, texts, room));
      assign(text, { y: top + line * (place + 0.55), "data-siblings": siblings, "data-initial": !node.values[key] });
    },
  );
}

/**
 * Return whether the nodes are no replicas. Then each shows only the keys that it holds.
 *
 * @param {View} view
 */
const hasBoard = ({ protocol }) => (protocol?.columns ?? []).length > 0;

/**
 * A key and what it reads as in `room` characters: if need be without spaces, then with each version cut, so that several are seen to be several.
 *
 * @param {string} key
 * @param {string[]} texts
 * @param {number} room
 */
export function fitted(key, texts, room) {
  const whole = `${key} = ${valuesText(texts)}`;
  if (whole.length <= room) return whole;
  const dense = whole.replaceAll(" ", "");
  if (texts.length === 1 || dense.length <= room) return shortened(dense, room);
  const share = Math.floor((room - key.length - texts.length) / texts.length);
  const cut = share > 0 ? texts.map((text) => shortened(text.replaceAll(" ", ""), share)) : ["…", "…"];
  return shortened(`${key}=${cut.join("∥")}`, room);
}

/**
 * Return the badges of a node, most urgent first: [kind, text].
 *
 * @param {string} name
 * @param {NodeState} node
 * @param {Pick<Scene, "view" | "staleAt" | "tick">} scene
 */
function badgesOf(name, node, { view, staleAt, tick }) {
  const siblings = view.keys.filter((key) => (node.values[key]?.length ?? 0) > 1);
  const offset = wallOffset(node.clock, tick);
  /** @type {[string, string][]} */
  const naive = wrongTwins(node).map(([key, value]) => ["twin", shortened(`naive ${key}: ${value}`, BADGE_CHARS_MAX)]);
  /** @type {([kind: string, text: string] | false | "")[]} */
  const badges = [
    staleAt.has(name) && ["stale", "stale read"],
    node.status !== "up" && [node.status, node.status],
    ...naive,
    siblings.length > 0 && ["siblings", `siblings: ${siblings.join(", ")}`],
    (node.clock.skew_ticks !== 0 || node.clock.drift_per_mille !== 0) && ["clock", `clock ${signedTicks(offset)}`],
    node.processing_ticks > 0 && ["slow", `slow ${node.processing_ticks} ms`],
    node.waiting > 0 && ["waiting", `${node.waiting} waiting`],
    node.role && [node.leads ? "leads" : "follows", node.role],
  ];
  return badges.flatMap((each) => (each ? [each] : []));
}

/**
 * At the upper right of the disc, or as far to the left of that as the picture's edge asks.
 *
 * @param {Element} layer
 * @param {[kind: string, text: string][]} badges
 * @param {{ radius: number, room: number }} size
 * @param {Document} document
 */
function drawBadges(layer, badges, { radius, room }, document) {
  keyed(
    layer,
    badges,
    () => badge(document),
    (element, text, kind) => setBadge(element, text, kind),
  );
  [...layer.children].forEach((element, i) =>
    assign(element, {
      transform: `translate(${Math.min(radius * 0.55, room - badgeWidth(badges[i][1]) - 2)} ${-radius - 8 - i * 20})`,
    }),
  );
}

/** @param {string} text */
const badgeWidth = (text) => text.length * 6.3 + 16;

/** @param {Document} document */
const badge = (document) =>
  svg(
    document,
    "g",
    { class: "badge" },
    svg(document, "rect", { height: 18, rx: 9 }),
    svg(document, "text", { y: 13 }),
  );

/**
 * @param {SVGElement} element
 * @param {string} text
 * @param {string} kind
 */
function setBadge(element, text, kind) {
  const width = badgeWidth(text);
  assign(element, { "data-kind": kind });
  assign(first(element), { width });
  assign(last(element), { x: width / 2 });
  setText(last(element), text);
}
