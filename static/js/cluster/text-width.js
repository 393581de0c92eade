// How wide a text is drawn, by a table of its characters. A little more than what browsers draw, so that a label's box holds it. Pure.

import { characters } from "../lib/format.js";

const MONOSPACED = 0.61;
/** @type {[characters: RegExp, ems: number][]} */
const WIDTHS = [
  [/^[iljI.,:;'|!]/, 0.33],
  [/^[ftr()[\]{}\- "/\\]/, 0.42],
  [/^[mwMW@%]/, 0.94],
  [/^[A-Z]/, 0.74],
  [/^[ -ɏ–]/, 0.63],
];
const OTHER = 1.1;

/**
 * Return the width in pixels of a text in the page's font (or its font with characters of one width) at a size in pixels.
 *
 * @param {string} text
 * @param {number} size
 * @param {{ mono?: boolean }} [font]
 */
export function textWidth(text, size, { mono = false } = {}) {
  let ems = 0;
  for (const character of characters(text)) ems += widthOf(character, mono);
  return ems * size;
}

/**
 * @param {string} character
 * @param {boolean} mono
 */
function widthOf(character, mono) {
  if (mono && character <= "\u2bff") return MONOSPACED;
  return WIDTHS.find(([which]) => which.test(character))?.[1] ?? OTHER;
}
