// The diagram as a picture of its own: SVG with every style resolved, fonts inside, a title and a legend; and PNG made from it.
//
// 1. The scene is drawn once more, beside the page, where the page's styles apply.
// 2. What the styles come to is written into each element; classes and roles go.
// 3. Fonts are read from the page's style sheets and put in as data.

import { drawMoving, drawStill, makePicture } from "./draw/picture.js";
import { GUTTER } from "./layout.js";
import { pictureScene } from "./scene.js";
import { assign, first, queryAll, svg, windowOf } from "../lib/dom.js";
import { seconds } from "../lib/format.js";
import { coneSentences } from "./light-cone.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("../lib/dom.js").Attributes} Attributes */
/** @typedef {import("../lib/dom.js").Child} Child */

/** @typedef {(tag: keyof SVGElementTagNameMap, attributes: Attributes, ...children: Child[]) => SVGElement} Make */

const STYLES = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "paint-order",
  "display",
];
const KEPT = /^(d|x|y|x1|x2|y1|y2|cx|cy|r|rx|ry|width|height|transform|viewBox|visibility|xmlns)$/;
const HEAD = 60;
const LEAST = 940;
const FOOT = 52;
const PAD = 14;
const CANVAS_PX_MAX = 16_000;
const FAMILY = /Inter|JetBrains Mono/;

/**
 * The diagram as standalone SVG text.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {{ whole?: boolean }} [options]
 */
export async function diagramSvg(diagram, { whole = false } = {}) {
  const { ownerDocument: document } = diagram;
  const scene = pictureScene(diagram, whole);
  const picture = makePicture(document);
  const host = diagram.find(".export");
  host.replaceChildren(picture.root);
  drawMoving(picture, scene, drawStill(picture, scene));
  const root = framed(diagram, picture.root, scene);
  host.replaceChildren(root);
  resolveStyles(root, windowOf(document));
  host.replaceChildren();
  const fonts = svg(document, "style");
  fonts.textContent = await fontFaces(document);
  root.prepend(first(root), fonts);
  return new (windowOf(document).XMLSerializer)().serializeToString(root);
}

/**
 * The drawn picture between its title and its legend.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {SVGSVGElement} drawn
 * @param {import("./scene.js").Scene} scene
 */
function framed(diagram, drawn, scene) {
  const { ownerDocument: document, session } = diagram;
  /** @type {Make} */
  const make = (tag, attributes, ...children) => svg(document, tag, attributes, ...children);
  const [width, height] = [Math.max(LEAST, scene.width + GUTTER + PAD * 2), scene.layout.height + HEAD + FOOT];
  const title = `${session.store.lab?.title || "Lightcone"}: space-time diagram, ${seconds(scene.from)} to ${seconds(Math.min(scene.to, scene.present))}`;
  const root = svg(document, "svg", { width, height, viewBox: `0 0 ${width} ${height}`, class: "diagram picture" });
  const event = scene.trace.event(scene.chosen.event);
  const sentences = event ? coneSentences(scene.trace, event, session.store.seq) : [];
  assign(drawn, { x: PAD, y: HEAD });
  root.append(
    make("title", {}, title),
    make("rect", { class: "paper", width, height }),
    make("text", { class: "heading", x: PAD, y: 24 }, title),
    ...sentences.map((sentence, i) => make("text", { class: "subheading", x: PAD, y: 39 + i * 14 }, sentence)),
    drawn,
    make("g", { transform: `translate(${PAD + GUTTER} ${height - FOOT + 26})` }, ...legend(make, scene)),
  );
  return root;
}

/** @type {[text: string, classes: string[]][]} */
const LEGEND_OF_CONE = [
  ["past of the chosen event", ["cone past"]],
  ["its future", ["cone future", "core"]],
  ["concurrent", ["line"]],
];

/**
 * @param {Make} make
 * @param {Scene} scene
 */
function legend(make, { cone }) {
  /** @type {[text: string, classes: string[]][]} */
  const entries = [
    ...(cone ? LEGEND_OF_CONE : []),
    ["operation", ["bar"]],
    ["lost message", ["lost", "cross"]],
    ["waiting message", ["waiting"]],
    ["timer", ["timer"]],
  ];
  let x = 0;
  return entries.map(([text, classes]) => {
    const group = make(
      "g",
      { transform: `translate(${x} 0)` },
      ...classes.map((name) => swatch(make, name)),
      make("text", { class: "legend-text", x: 30, y: 4 }, text),
    );
    x += 46 + text.length * 5.8;
    return group;
  });
}

/**
 * @param {Make} make
 * @param {string} name
 */
function swatch(make, name) {
  if (name === "bar") return make("g", { class: "bar" }, make("path", { class: "body", d: "M0 -5H24V5H0Z" }));
  const data =
    { cross: "M15 -4l8 8m0 -8l-8 8", waiting: "M9 -3h6v6h-6Z", timer: "M12 -5v10", lost: "M0 0H19" }[name] ?? "M0 0H24";
  return make("path", { class: name === "timer" ? "shape" : name, d: data });
}

/**
 * Write what the page's styles come to into each element, as attributes of its own.
 *
 * @param {SVGSVGElement} root
 * @param {Page} page
 */
export function resolveStyles(root, page) {
  const elements = [root, ...queryAll(root, "*:not(title)")];
  const resolved = elements.map((element) => {
    const styles = page.getComputedStyle(element);
    return STYLES.map((name) => [name, styles.getPropertyValue(name)]).filter(([, value]) => value);
  });
  elements.forEach((element, i) => {
    for (const { name } of [...element.attributes]) if (!KEPT.test(name)) element.removeAttribute(name);
    for (const [name, value] of resolved[i]) element.setAttribute(name, value);
  });
}

/**
 * The page's fonts as rules that carry their data.
 *
 * @param {Document} document
 */
export async function fontFaces(document) {
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href })),
  );
  const faces = rules.flatMap(({ rule, base }) =>
    rule instanceof CSSFontFaceRule && FAMILY.test(rule.style.getPropertyValue("font-family")) ? [{ rule, base }] : [],
  );
  return (await Promise.all(faces.map((face) => fontFace(face, windowOf(document))))).join("\n");
}

/**
 * @param {{ rule: CSSFontFaceRule, base: string | null }} face
 * @param {Page} page
 */
async function fontFace({ rule, base }, page) {
  const [family, weight, source] = ["font-family", "font-weight", "src"].map((name) =>
    rule.style.getPropertyValue(name),
  );
  const answer = await page.fetch(new URL(/url\("?([^")]+)"?\)/.exec(source)?.[1] ?? "", base ?? undefined));
  const bytes = new Uint8Array(await answer.arrayBuffer());
  let binary = "";
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  const data = `url(data:font/woff2;base64,${page.btoa(binary)}) format("woff2")`;
  return `@font-face{font-family:${family.replaceAll('"', "'")};font-weight:${weight};src:${data}}`;
}

/**
 * Standalone SVG text as a picture, "svg" or "png": a Blob.
 *
 * @param {Document} document
 * @param {string} text
 * @param {string} format
 */
export async function pictureBlob(document, text, format) {
  return format === "png" ? pngOf(document, text) : new (windowOf(document).Blob)([text], { type: "image/svg+xml" });
}

/**
 * Standalone SVG text as PNG, twice as fine as on the screen where that is possible.
 *
 * @param {Document} document
 * @param {string} text
 */
async function pngOf(document, text) {
  const image = document.createElement("img");
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(2, CANVAS_PX_MAX / image.width);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
  const context = canvas.getContext("2d");
  context?.scale(scale, scale);
  context?.drawImage(image, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/**
 * Hand a picture to the learner as a file.
 *
 * @param {Document} document
 * @param {Blob} blob
 * @param {string} name
 */
export function download(document, blob, name) {
  const url = windowOf(document).URL.createObjectURL(blob);
  const link = document.createElement("a");
  Object.assign(link, { href: url, download: name });
  link.click();
  windowOf(document).setTimeout(() => windowOf(document).URL.revokeObjectURL(url), 10_000);
}
