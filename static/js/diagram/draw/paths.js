// Many marks of one style as one SVG path: a bag collects them, style by style.

import { assign, keyed, svg } from "../../lib/dom.js";

/**
 * A coordinate, to a tenth of a pixel.
 *
 * @param {number} px
 */
export const tenth = (px) => Math.round(px * 10) / 10;

export class PathBag {
  /** @type {Map<string, string[]>} */
  #parts = new Map();

  /**
   * Add path data under a style, the class names of the path.
   *
   * @param {string} style
   * @param {string} data
   */
  add(style, data) {
    const parts = this.#parts.get(style);
    if (parts) parts.push(data);
    else this.#parts.set(style, [data]);
  }

  /**
   * [style, path data], an entry a style.
   *
   * @returns {[style: string, data: string][]}
   */
  entries() {
    return [...this.#parts].map(([style, parts]) => [style, parts.join("")]);
  }
}

/**
 * A path for each style of the bag, in the order of `ORDER` by first class name.
 *
 * @param {Element} layer
 * @param {PathBag} bag
 * @param {Document} document
 * @param {string[]} [order]
 */
export function drawPaths(layer, bag, document, order = ORDER) {
  /** @param {[style: string, data: string]} entry */
  const rank = ([style]) => order.indexOf(style.split(" ")[0]) * 10 + (/ (past|future)/.test(style) ? 1 : 0);
  const entries = bag.entries().sort((a, b) => rank(a) - rank(b));
  keyed(
    layer,
    entries,
    (_, style) => create(document, style),
    (path, d) => assign(path, { d }),
  );
}

/**
 * @param {Document} document
 * @param {string} style
 */
function create(document, style) {
  const identity = /identity-(\w+)/.exec(style)?.[1];
  return svg(document, "path", {
    class: style.replace(/ ?identity-\w+/, ""),
    ...(identity ? { "data-identity": identity } : {}),
  });
}

const ORDER = [
  "line",
  "gap",
  "still",
  "cone",
  "core",
  "wait-line",
  "arrow",
  "lost",
  "head",
  "waiting",
  "cross",
  "dot",
  "hollow",
  "shape",
  "plain-bar",
];
