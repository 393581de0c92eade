// The diagram of a history as a picture of its own: what the canvas shows as SVG, what stands above it as it is, a title, what is said.

import { fontFaces, resolveStyles } from "../../diagram/export.js";
import { find, svg, windowOf } from "../../lib/dom.js";
import { shortened } from "../../lib/format.js";
import { NAMED_STEP_MIN } from "./canvas.js";
import { marksOf, TAIL_PX } from "./marks.js";

const HEAD = 52;
const PAD = 14;
const WIDTH_MIN = 640;
const TITLE_CHARS_MAX = 100;

/**
 * Return what the diagram shows now as standalone SVG text.
 *
 * @param {import("../diagram.js").HistoryDiagram} diagram
 */
export async function historySvg(diagram) {
  const { ownerDocument: document } = diagram;
  const { scene } = diagram;
  /** @type {import("../../diagram/export.js").Make} */
  const make = (tag, attributes, ...children) => svg(document, tag, attributes, ...children);
  const [width, height] = [
    Math.max(WIDTH_MIN, scene.width + scene.gutter + PAD * 2),
    Math.min(scene.height, scene.layout.total) + HEAD + PAD,
  ];
  const overlay = diagram.overlay.root.cloneNode(true);
  const ground = make("svg", { x: scene.gutter, width: scene.width, height: scene.height }, ...shapes(make, scene));
  const drawn = make(
    "svg",
    { x: PAD, y: HEAD, width: scene.width + scene.gutter, height: scene.height },
    ground,
    overlay,
  );
  const root = svg(
    document,
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, class: "overlay history-picture" },
    ...headings(make, diagram, width, height),
    drawn,
  );
  diagram.append(root);
  resolveStyles(root, windowOf(document));
  root.remove();
  const fonts = svg(document, "style");
  fonts.textContent = await fontFaces(document);
  root.prepend(fonts);
  return new (windowOf(document).XMLSerializer)().serializeToString(root);
}

/**
 * @param {import("../../diagram/export.js").Make} make
 * @param {import("../diagram.js").HistoryDiagram} diagram
 * @param {number} width
 * @param {number} height
 */
function headings(make, diagram, width, height) {
  const { host, chosen } = diagram;
  const title = shortened(find(host.ownerDocument, ".judged-title").textContent, TITLE_CHARS_MAX);
  const reason = find(host, "history-reason h2").textContent;
  return [
    make("title", {}, title),
    make("rect", { class: "paper", width, height }),
    make("text", { class: "heading", x: PAD, y: 22 }, title),
    make("text", { class: "subheading", x: PAD, y: 39 }, chosen.key ? `${reason} Key ${chosen.key}.` : reason),
  ];
}

/**
 * The marks of the canvas as shapes.
 *
 * @param {import("../../diagram/export.js").Make} make
 * @param {import("../diagram.js").Scene} scene
 */
function shapes(make, scene) {
  const { layout, width, height, lines } = scene;
  const marks = marksOf(scene.view, scene.window, layout, scene);
  const half = layout.bar / 2;
  /**
   * @param {string} name
   * @param {number} x
   * @param {number} x2
   * @param {number} top
   * @param {number} tall
   */
  const box = (name, x, x2, top, tall) =>
    make("rect", {
      class: name,
      x: x.toFixed(1),
      y: top.toFixed(1),
      width: Math.max(0, x2 - x).toFixed(1),
      height: tall,
    });
  return [
    ...marks.faults.map(({ x, x2 }) => box("fault-band", x, x2, layout.above, Math.max(0, height - layout.above))),
    ...lines.map(({ y }) => make("path", { class: "line", d: `M0 ${y}H${width}` })),
    ...marks.runs.map(({ x, x2, y }) => box("run", x, x2, y - half, layout.bar)),
    ...marks.bars.flatMap((bar) => barShapes(make, bar, half, layout.step >= NAMED_STEP_MIN)),
    ...marks.seams.map(({ x, y }) => make("path", { class: "seam", d: `M${x} ${y - layout.step / 2}v${layout.step}` })),
    ...marks.faults.flatMap(({ x, x2, row, text }) => [
      box("fault-box", x, x2, 3 + row * 17, 14),
      make(
        "text",
        { class: "fault-text", x: Math.max(0, x) + 5, y: 14 + row * 17 },
        x2 - x > text.length * 5.6 ? text : "",
      ),
    ]),
  ];
}

/**
 * @param {import("../../diagram/export.js").Make} make
 * @param {import("./marks.js").BarMark} bar
 * @param {number} half
 * @param {boolean} named
 */
function barShapes(make, { x, x2, y, label, middle, name, status, open }, half, named) {
  const [a, b] = [x.toFixed(1), x2.toFixed(1)];
  const d = open
    ? `M${Math.max(x, x2 - TAIL_PX).toFixed(1)} ${y - half}H${a}V${y + half}H${Math.max(x, x2 - TAIL_PX).toFixed(1)}`
    : `M${a} ${y - half}H${b}V${y + half}H${a}Z`;
  const shape = make("path", { class: `bar-shape ${open ? "info" : status}`, d });
  const strike = status === "fail" ? [make("path", { class: "strike", d: `M${a} ${y}H${b}` })] : [];
  const above =
    named && name
      ? [make("text", { class: "name-text", x: (x + 1).toFixed(1), y: (y - half - 4).toFixed(1) }, name)]
      : [];
  return [shape, ...strike, ...above, make("text", { class: "bar-text", x: middle.toFixed(1), y: y + 4 }, label)];
}
