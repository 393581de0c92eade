// Where the edges of a clash run on the diagram, and where their words stand so that none covers another. Pure.

/** @typedef {import("../diagram.js").Scene} Scene */

/** @typedef {{ x: number, x2: number, y: number }} Bar */

/** @typedef {{ x: number, y: number, width: number }} Box */

/** @typedef {ReturnType<typeof arcBetween> & { edge: import("../model.js").JudgedEdge, index: number, box: Box }} Arc */

const CHAR_PX = 6.2;
const LABEL_PX = 17;
const GAP_PX = 3;
const BOW_PX = 18;
const BOW_PX_MAX = 46;
const NTH_PX = 24;
// The name of an operation stands above its bar.
const NAME_PX = 14;
const MOVES_PX = [0, 12, -12, 24, -24, 36, -36, 48, -48, 60, -60];

/**
 * The arcs of edges between places {x, x2, y}; those with an end out of view are left out.
 *
 * @param {import("../model.js").JudgedEdge[]} edges
 * @param {(number: number) => import("./overlay.js").Place | null} placeOf
 * @param {Scene & { obstacles: Bar[] }} scene
 */
export function arcs(edges, placeOf, scene) {
  /** @type {Box[]} */
  const boxes = [];
  const pairs = edges.map(({ source, target }) => [source, target].sort((a, b) => a - b).join(" "));
  /** @type {Arc[]} */
  const found = [];
  edges.forEach((edge, index) => {
    const [source, target] = [placeOf(edge.source), placeOf(edge.target)];
    if (!source || !target) return;
    const nth = pairs.slice(0, index).filter((pair) => pair === pairs[index]).length;
    const arc = arcBetween(source, target, nth, scene.layout);
    if (Math.max(arc.x1, arc.x2) < 0 || Math.min(arc.x1, arc.x2) > scene.width) return;
    found.push({ ...arc, edge, index, box: placed(edge.words, arc.middle, boxes, scene) });
  });
  return found;
}

/**
 * From the side of the source to that of the target where it runs on in time; else from edge to edge of the bars.
 *
 * @param {Bar} source
 * @param {Bar} target
 * @param {{ bar: number }} layout
 */
function ends(source, target, { bar }) {
  const level = source.y === target.y;
  if (source.x2 <= target.x && !level) return { x1: source.x2, y1: source.y, x2: target.x, y2: target.y };
  const down = level ? (source.x <= target.x ? -1 : 1) : Math.sign(target.y - source.y);
  const [y1, y2] = [source.y + (bar / 2) * down, target.y + (bar / 2) * (level ? down : -down)];
  if (source.x2 <= target.x) return { x1: source.x2, y1, x2: target.x, y2 };
  return { x1: (source.x + source.x2) / 2, y1, x2: (target.x + target.x2) / 2, y2 };
}

/**
 * An arc between two bars, bowed to the right of its direction, so that there and back keep apart.
 *
 * @param {Bar} source
 * @param {Bar} target
 * @param {number} nth
 * @param {{ bar: number }} layout
 */
function arcBetween(source, target, nth, layout) {
  const { x1, y1, x2, y2 } = ends(source, target, layout);
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const bow = Math.min(BOW_PX_MAX, BOW_PX + length * 0.08) + nth * NTH_PX;
  const [cx, cy] = [(x1 + x2) / 2 + ((y2 - y1) / length) * bow, (y1 + y2) / 2 - ((x2 - x1) / length) * bow];
  return { x1, y1, cx, cy, x2, y2, middle: { x: (x1 + 2 * cx + x2) / 4, y: (y1 + 2 * cy + y2) / 4 } };
}

/**
 * A box for words about a place, within the window, moved up or down to where no other box is and, if it can be, no bar.
 *
 * @param {string} words
 * @param {Point} point
 * @param {Box[]} boxes
 * @param {Scene & { obstacles: Bar[] }} scene
 */
function placed(words, { x, y }, boxes, { width, height, layout, obstacles }) {
  const wide = Math.min(width - 8, words.length * CHAR_PX + 14);
  const left = Math.min(width - wide - 4, Math.max(4, x - wide / 2));
  /** @param {number} top */
  const at = (top) => ({ x: left, y: Math.min(height - LABEL_PX - 2, Math.max(layout.above, top)), width: wide });
  const tried = MOVES_PX.map((move) => at(y - LABEL_PX / 2 + move));
  const free = tried.filter((box) => !boxes.some((other) => overlaps(other, box, LABEL_PX)));
  const clear = free.find(
    (box) =>
      !obstacles.some((bar) =>
        overlaps(box, { x: bar.x, y: bar.y - layout.bar / 2 - NAME_PX, width: bar.x2 - bar.x }, layout.bar + NAME_PX),
      ),
  );
  const box = clear ?? free[0] ?? tried[0];
  boxes.push(box);
  return box;
}

/**
 * Return whether a box of words overlaps another box, `tall` pixels high.
 *
 * @param {Box} box
 * @param {Box} other
 * @param {number} tall
 */
function overlaps(box, other, tall) {
  return (
    box.x < other.x + other.width &&
    other.x < box.x + box.width &&
    box.y < other.y + tall + GAP_PX &&
    other.y < box.y + LABEL_PX + GAP_PX
  );
}
