// Draws operations as bars on their client's line, from invocation to completion, with what they returned. Open ones, and those
// whose outcome nobody knows, have an open end. Bars without room for their label are drawn together, one path for all of a kind.

import { assign, first, keyed, last, setText, svg } from "../../lib/dom.js";
import { drawPaths, PathBag, tenth } from "./paths.js";
import { operationText, resultText, valuesText } from "../../lib/format.js";

/** @typedef {import("../scene.js").Scene} Scene */
/** @typedef {import("../trace.js").TracedOperation} TracedOperation */

const CHAR_PX = 6.15;
const TAIL_PX = 26;
const BESIDE_PX = 5;
// A ring around the chosen event, with room to what stands beside it.
const RING_PX = 13;

/**
 * Return whether its outcome is not known yet, or never will be.
 *
 * @param {{ status: string }} operation
 */
export const isOpen = ({ status }) => status === "open" || status === "info";

/**
 * The texts of a bar, longest first: what it is and what it gave back.
 *
 * @param {import("../trace.js").TracedOperation} operation
 */
export function barTexts(operation) {
  const { kind, key, value, status, result } = operation;
  const what = operationText(operation);
  const gave = kind === "read" ? resultText(operation).replace(" (initial value)", "") : "";
  const mark = status === "fail" ? " ✕" : status === "info" ? " ?" : "";
  const short =
    kind === "read"
      ? `${key}${status === "ok" ? ` → ${valuesText(result)}` : "?"}`
      : kind === "write" || kind === "cas"
        ? `${key} = ${value}`
        : `${kind} ${value}`;
  return [`${what}${gave ? ` ${gave}` : ""}${mark}`, `${short}${mark}`, `${short}${mark}`.replaceAll(" ", "")];
}

/**
 * The longest of the texts that fits, or "".
 *
 * @param {string[]} texts
 * @param {number} width
 */
export function fitting(texts, width) {
  return texts.find((text) => text.length * CHAR_PX + 8 <= width) ?? "";
}

/** @typedef {{ x: number, x2: number, y: number, until: number }} Bar Where a bar begins and ends. */

/**
 * Return where a bar begins and ends, in pixels; null if it has not begun or its line is hidden.
 *
 * @param {TracedOperation} operation
 * @param {Pick<Scene, "scale" | "layout" | "present">} scene
 * @returns {Bar | null}
 */
export function barOf(operation, { scale, layout, present }) {
  const y = layout.y.get(operation.client);
  if (y === undefined || !operation.invoked) return null;
  const end = operation.completed?.tick ?? present;
  return { x: scale.x(operation.invoked.tick), x2: scale.x(end), y, until: end };
}

/**
 * Return whether all that is known of it is concurrent with the chosen event.
 *
 * @param {import("../trace.js").TracedOperation} operation
 * @param {import("../scene.js").Scene} scene
 */
const recedes = (operation, { cone }) => {
  const { invoked, completed } = operation;
  if (!cone) return false;
  const near = [invoked, completed].flatMap((event) => (event ? [cone.relation(event)] : []));
  return near.every((relation) => relation === "concurrent");
};

/**
 * Return the operations that reach into the window.
 *
 * @param {import("../trace.js").TracedOperation[]} operations
 * @param {import("../scene.js").Scene} scene
 */
export const operationsWithin = (operations, { from, to, present }) =>
  operations.filter(({ invoked, completed }) => invoked && invoked.tick <= to && (completed?.tick ?? present) >= from);

/**
 * Bring the bars up to date. Returns how many had no room for their label.
 *
 * @param {Element} layer
 * @param {import("../trace.js").TracedOperation[]} operations
 * @param {import("../scene.js").Scene} scene
 */
export function drawOperations(layer, operations, scene) {
  const bag = new PathBag();
  /** @type {[string, { operation: TracedOperation, bar: Bar, label: string, marked: boolean }][]} */
  const bars = [];
  const named = scene.names === "all";
  for (const operation of operations) {
    const bar = barOf(operation, scene);
    if (!bar) continue;
    const label = scene.layout.bar < 10 ? "" : fitting(textsOf(operation, scene), bar.x2 - bar.x);
    const marked = named || isMarked(operation.id, scene);
    if (label !== "" || marked || isOpen(operation)) bars.push([operation.id, { operation, bar, label, marked }]);
    else bag.add(plainStyle(operation, scene), plainBar(bar, scene.layout.bar));
  }
  drawPaths(first(layer), bag, scene.document);
  keyed(
    last(layer),
    bars,
    () => create(scene.document),
    (group, datum) => update(group, datum, scene),
  );
  return operations.length - bars.filter(([, { label, marked }]) => label !== "" || marked).length;
}

/**
 * Return whether an operation is drawn by itself and named, however small it is.
 *
 * @param {string} id
 * @param {import("../scene.js").Scene} scene
 */
const isMarked = (id, { violating, differing, chosen }) =>
  violating.has(id) || differing.has(id) || chosen.operation === id;

/**
 * The texts of a bar; one that ended otherwise elsewhere says so.
 *
 * @param {import("../trace.js").TracedOperation} operation
 * @param {import("../scene.js").Scene} scene
 */
function textsOf(operation, { differing }) {
  const texts = barTexts(operation);
  return differing.has(operation.id) ? texts.map((text) => `≠ ${text}`) : texts;
}

/**
 * @param {import("../trace.js").TracedOperation} operation
 * @param {import("../scene.js").Scene} scene
 */
const plainStyle = (operation, scene) =>
  `plain-bar ${operation.stale ? "stale" : operation.status}${recedes(operation, scene) ? " recedes" : ""}`;

/**
 * @param {Bar} bar
 * @param {number} height
 */
function plainBar({ x, x2, y }, height) {
  const width = tenth(Math.max(1.5, x2 - x));
  return `M${tenth(x)} ${tenth(y - height / 2)}h${width}v${tenth(height)}h${-width}Z`;
}

/** @param {Document} document */
function create(document) {
  return svg(
    document,
    "g",
    { class: "bar" },
    svg(document, "path", { class: "body" }),
    svg(document, "path", { class: "tail" }),
    svg(document, "rect", { class: "ground" }),
    svg(document, "text"),
  );
}

/**
 * Return how far from a bar's end its text begins: clear of the ring around the chosen event.
 *
 * @param {import("../trace.js").TracedOperation} operation
 * @param {Bar} bar
 * @param {import("../scene.js").Scene} scene
 */
export function besideOf({ id, client }, { x2 }, { chosen, trace, scale }) {
  const event = trace.event(chosen.event);
  if (event?.operation !== id || event.process !== client) return BESIDE_PX;
  return Math.max(BESIDE_PX, scale.x(event.tick) + RING_PX - x2);
}

/**
 * @param {Element} group
 * @param {{ operation: TracedOperation, bar: Bar, label: string, marked: boolean }} datum
 * @param {import("../scene.js").Scene} scene
 */
function update(group, { operation, bar, label, marked }, scene) {
  const [body, tail, ground, text] = group.children;
  const width = Math.max(3, bar.x2 - bar.x);
  const open = isOpen(operation);
  const half = scene.layout.bar / 2;
  assign(group, {
    "data-operation": operation.id,
    "data-status": operation.status,
    "data-stale": Boolean(operation.stale),
    "data-violates": scene.violating.has(operation.id),
    "data-differs": scene.differing.has(operation.id),
    "data-chosen": scene.chosen.operation === operation.id,
    "data-recedes": !marked && recedes(operation, scene),
    transform: `translate(${tenth(bar.x)} ${tenth(bar.y)})`,
  });
  assign(body, { d: outline(width, half, open) });
  assign(tail, { d: operation.status === "info" ? `M${width} ${-half}h${TAIL_PX}M${width} ${half}h${TAIL_PX}` : "" });
  const beside = label === "" && marked;
  const texts = textsOf(operation, scene);
  const words = beside ? texts[scene.names === "all" && !isMarked(operation.id, scene) ? 2 : 0] : label;
  const from = width + besideOf(operation, { ...bar, x2: bar.x + width }, scene);
  setText(text, words);
  assign(ground, {
    x: tenth(from - 2),
    y: -half + 1,
    width: tenth(words.length * CHAR_PX + 4),
    height: 2 * half - 2,
    visibility: beside ? null : "hidden",
  });
  assign(text, {
    x: beside ? tenth(from) : width / 2,
    y: 3.6,
    "font-size": half < 7 ? 9.5 : 10.2,
    class: beside ? "beside-bar" : null,
  });
}

/**
 * A bar with round corners; without its right side if it is open.
 *
 * @param {number} width
 * @param {number} half
 * @param {boolean} open
 */
function outline(width, half, open) {
  const r = Math.min(4, width / 2, half);
  const left = `V${tenth(-half + r)}Q0 ${-half} ${r} ${-half}`;
  if (open) return `M${tenth(width)} ${half}H${r}Q0 ${half} 0 ${half - r}${left}H${tenth(width)}`;
  const w = tenth(width);
  return `M${r} ${half}Q0 ${half} 0 ${half - r}${left}H${tenth(width - r)}Q${w} ${-half} ${w} ${-half + r}V${half - r}Q${w} ${half} ${tenth(width - r)} ${half}Z`;
}
