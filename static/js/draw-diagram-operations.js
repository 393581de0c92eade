// Draws operations as bars on their client's line, from invocation to completion, with what they returned. Open ones, and those
// whose outcome nobody knows, have an open end. A bar too narrow to be told from a stroke is drawn with all others like it.

import { assign, keyed, setText, svg } from "./dom.js";
import { drawPaths, PathBag } from "./diagram-paths.js";
import { operationText, resultText, valuesText } from "./format.js";

const SLIVER_PX = 7;
const CHAR_PX = 6.15;
const TAIL_PX = 26;

/** Whether nobody knows yet, or ever will, how it ended. */
export const isOpen = ({ status }) => status === "open" || status === "info";

/** The texts of a bar, longest first: what it is and what it gave back. */
export function barTexts(operation) {
  const { kind, key, value, status, result } = operation;
  const what = operationText(operation);
  const gave = kind === "read" ? resultText(operation).replace(" (initial value)", "") : "";
  const mark = status === "fail" ? " ✕" : status === "info" ? " ?" : "";
  const short = kind === "read" ? `${key}${status === "ok" ? ` → ${valuesText(result)}` : "?"}` : `${key} = ${value}`;
  return [`${what}${gave ? ` ${gave}` : ""}${mark}`, `${short}${mark}`, `${short}${mark}`.replaceAll(" ", "")];
}

/** The longest of the texts that fits, or "". */
export function fitting(texts, width) {
  return texts.find((text) => text.length * CHAR_PX + 8 <= width) ?? "";
}

/** Where a bar begins and ends, in pixels; null if it has not begun or its line is hidden. */
export function barOf(operation, { scale, layout, present }) {
  const y = layout.y.get(operation.client);
  if (y === undefined || !operation.invoked) return null;
  const end = operation.completed?.tick ?? present;
  return { x: scale.x(operation.invoked.tick), x2: scale.x(end), y, until: end };
}

const told = (operation, { cone }) => {
  const { invoked, completed } = operation;
  if (!cone) return false;
  const near = [invoked, completed].filter(Boolean).map((event) => cone.relation(event));
  return near.every((relation) => relation === "concurrent");
};

/** The operations that reach into the window. */
export const shownOperations = ({ trace, from, to, present }) =>
  [...trace.operations.values()].filter(({ invoked, completed }) => invoked && invoked.tick <= to && (completed?.tick ?? present) >= from);

/** Bring the bars up to date. Returns how many had no room for their label. */
export function drawOperations(layer, operations, scene) {
  const bag = new PathBag();
  const bars = [];
  let silent = 0;
  for (const operation of operations) {
    const bar = barOf(operation, scene);
    if (!bar) continue;
    const marked = scene.violating.has(operation.id) || scene.chosen.operation === operation.id;
    if (bar.x2 - bar.x >= SLIVER_PX || marked || isOpen(operation)) bars.push([operation.id, { operation, bar }]);
    else {
      bag.add(`sliver ${operation.status}`, `M${bar.x.toFixed(1)} ${(bar.y - scene.layout.bar / 2).toFixed(1)}h${Math.max(1.5, bar.x2 - bar.x).toFixed(1)}v${scene.layout.bar.toFixed(1)}h${-Math.max(1.5, bar.x2 - bar.x).toFixed(1)}Z`);
      silent += 1;
    }
  }
  drawPaths(layer.firstChild, bag, scene.document);
  keyed(layer.lastChild, bars, () => create(scene.document), (group, datum) => {
    silent += update(group, datum, scene) ? 0 : 1;
  });
  return silent;
}

const create = (document) => svg(document, "g", { class: "bar" }, svg(document, "path", { class: "body" }), svg(document, "path", { class: "tail" }), svg(document, "text"));

function update(group, { operation, bar }, scene) {
  const [body, tail, text] = group.children;
  const width = Math.max(3, bar.x2 - bar.x);
  const open = isOpen(operation);
  const half = scene.layout.bar / 2;
  assign(group, {
    "data-operation": operation.id,
    "data-status": operation.status,
    "data-stale": Boolean(operation.stale),
    "data-violates": scene.violating.has(operation.id),
    "data-chosen": scene.chosen.operation === operation.id,
    "data-told": told(operation, scene),
    transform: `translate(${bar.x.toFixed(1)} ${bar.y.toFixed(1)})`,
  });
  assign(body, { d: outline(width, half, open) });
  const tailEnd = operation.status === "info" ? width + TAIL_PX : 0;
  assign(tail, { d: tailEnd ? `M${width} ${-half}h${TAIL_PX}M${width} ${half}h${TAIL_PX}` : "" });
  const texts = barTexts(operation);
  const inside = fitting(texts, width);
  const beside = inside === "" && (scene.violating.has(operation.id) || scene.chosen.operation === operation.id);
  setText(text, beside ? texts[0] : inside);
  assign(text, { x: beside ? width + 5 : width / 2, y: 3.6, "font-size": half < 7 ? 9.5 : 10.2, class: beside ? "beside-bar" : null });
  return beside || inside !== "";
}

/** A bar with round corners; without its right side if it is open. */
function outline(width, half, open) {
  const r = Math.min(4, width / 2, half);
  const left = `V${(-half + r).toFixed(1)}Q0 ${-half} ${r} ${-half}`;
  if (open) return `M${width.toFixed(1)} ${half}H${r}Q0 ${half} 0 ${half - r}${left}H${width.toFixed(1)}`;
  const w = width.toFixed(1);
  return `M${r} ${half}Q0 ${half} 0 ${half - r}${left}H${(width - r).toFixed(1)}Q${w} ${-half} ${w} ${-half + r}V${half - r}Q${w} ${half} ${(width - r).toFixed(1)} ${half}Z`;
}
