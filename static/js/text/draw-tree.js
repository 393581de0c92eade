// Draws the tree of a shared text: rows of boxes, a box for what one replica typed in one go, a line from what a row hangs on.

import { assign, find, first, keyed, last, setText, svg } from "../lib/dom.js";
import { byReplica, linesOf, rowsOf } from "./tree.js";

const CELL = 12;
const INDENT = 14;
const LINE = 38;
const TOP = 14;
const BOX = 22;
const LEFT = 2;
const COLUMNS_MIN = 12;

/** @typedef {import("./tree.js").Character} Character */

/** @typedef {{ x: number, y: number, width: number, replica: string, label: string }} Box */

/** @typedef {{ x: number, from: number, to: number, end: number }} Bough */

/**
 * Where everything goes, by identity; `at`: the line of each character.
 *
 * @typedef {object} TreeLayout
 * @property {[string, Character & Point][]} cells
 * @property {[string, Box][]} boxes
 * @property {[string, Bough][]} boughs
 * @property {Map<string, number>} at
 */

/**
 * Return where everything goes. Pure.
 *
 * @param {Character[]} characters
 * @param {number} width
 */
export function treeLayout(characters, width) {
  const columns = Math.max(COLUMNS_MIN, Math.floor((width - 2 * LEFT) / CELL));
  /** @type {TreeLayout} */
  const found = { cells: [], boxes: [], boughs: [], at: new Map() };
  const rows = rowsOf(characters);
  /** @type {number[]} */
  const tops = [];
  let line = 0;
  for (const row of rows) {
    tops.push(line);
    const room = columns - Math.ceil((row.level * INDENT) / CELL);
    for (const part of linesOf(row, room)) placeLine(found, part, LEFT + row.level * INDENT, line++);
  }
  rows.forEach((row, i) => {
    const parent = found.at.get(row.parent);
    if (parent !== undefined) found.boughs.push([row.characters[0].id, boughOf(row, tops[i], parent)]);
  });
  return { ...found, height: line * LINE + 2 };
}

/**
 * Return the line from a row's parent, below it or above it, to the row.
 *
 * @param {import("./tree.js").Row} row
 * @param {number} line
 * @param {number} parent
 * @returns {Bough}
 */
function boughOf({ level, characters }, line, parent) {
  const x = LEFT + level * INDENT;
  const from = parent * LINE + TOP + (characters[0].isLeft ? 0 : BOX);
  return { x: x - INDENT / 2, from, to: line * LINE + TOP + BOX / 2, end: x };
}

/**
 * @param {TreeLayout} layout
 * @param {Character[]} part
 * @param {number} left
 * @param {number} line
 */
function placeLine({ cells, boxes, at }, part, left, line) {
  let x = left;
  for (const [replica, characters] of byReplica(part)) {
    boxes.push([
      characters[0].id,
      { x, y: line * LINE + TOP, width: characters.length * CELL, replica, label: characters[0].id },
    ]);
    for (const character of characters) {
      cells.push([character.id, { ...character, x, y: line * LINE + TOP }]);
      at.set(character.id, line);
      x += CELL;
    }
  }
}

/**
 * Draw them. `identities`: the nodes in their order.
 *
 * @param {SVGSVGElement} picture
 * @param {import("./tree.js").Character[]} characters
 * @param {{ width: number, identities: string[], chosen: string | null }} options
 */
export function drawTree(picture, characters, { width, identities, chosen }) {
  if (width === 0) return;
  const { cells, boxes, boughs, height } = treeLayout(characters, width);
  const widest = Math.max(width - 2, ...boxes.map(([, box]) => box.x + box.width + LEFT));
  /** @param {string} replica */
  const identity = (replica) => identities.indexOf(replica) + 1;
  const document = picture.ownerDocument;
  assign(picture, { width: widest, height, viewBox: `0 0 ${widest} ${height}` });
  keyed(
    find(picture, ".boughs", SVGElement),
    boughs,
    () => svg(document, "path"),
    (path, { x, from, to, end }) => assign(path, { d: `M${x} ${from}V${to}H${end}` }),
  );
  keyed(
    find(picture, ".runs", SVGElement),
    boxes,
    () => svg(document, "g", {}, svg(document, "rect", { rx: 4, height: BOX }), svg(document, "text", { class: "by" })),
    (group, box) => {
      assign(group, { "data-identity": identity(box.replica) });
      assign(first(group), { x: box.x, y: box.y, width: box.width });
      assign(last(group), { x: box.x + 1, y: box.y - 3 });
      setText(last(group), box.label);
    },
  );
  keyed(
    find(picture, ".vertices", SVGElement),
    cells,
    () => vertex(document),
    (group, cell) => updateVertex(group, cell, chosen),
  );
}

/** @param {Document} document */
function vertex(document) {
  return svg(
    document,
    "g",
    { role: "option" },
    svg(document, "rect", { width: CELL, height: BOX, rx: 3 }),
    svg(document, "text", { "text-anchor": "middle" }),
    svg(document, "path"),
  );
}

/**
 * @param {SVGElement} group
 * @param {Character & Point} cell
 * @param {string | null} chosen
 */
function updateVertex(group, { id, character, deleted, replica, x, y }, chosen) {
  const [back, text, strike] = group.children;
  const words = `${character === " " ? "space" : character}, ${id}, typed at ${replica}${deleted ? ", deleted" : ""}`;
  assign(group, {
    id: `vertex-${id}`,
    "data-vertex": id,
    "data-deleted": deleted,
    "aria-selected": String(id === chosen),
    "aria-label": words,
  });
  assign(back, { x, y });
  assign(text, { x: x + CELL / 2, y: y + 15.5 });
  setText(text, character === " " ? "␣" : character);
  assign(strike, { d: deleted ? `M${x + 1} ${y + BOX / 2}h${CELL - 2}` : null });
}
