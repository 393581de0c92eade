// Finds a place for every label of the cluster picture, so that none lies on another. Pure.
//
// Labels are placed one after the other, the most important first: values and names, badges, clients, partition labels, clocks. Each
// names the places it would like, the best first, and takes the first free one. A label that must be seen looks further and further
// around when none is free; one that may be left out is hidden.

/** @typedef {{ x: number, y: number, width: number, height: number }} Box The upper left corner of a rectangle, and its size. */

const GAP = 2;
const EDGE = 3;
const SEARCH_STEP = 8;
const SEARCH_RINGS = 60;
const SEARCH_ANGLES = 24;

/**
 * Return the area that two boxes share, where each keeps `gap` around it.
 *
 * @param {Box} a
 * @param {Box} b
 * @param {number} [gap]
 */
export function shared(a, b, gap = 0) {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) + gap;
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) + gap;
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * Return the box of a size around a point.
 *
 * @param {Point} centre
 * @param {Size} size
 * @returns {Box}
 */
export const around = ({ x, y }, { width, height }) => ({ x: x - width / 2, y: y - height / 2, width, height });

/**
 * Return the middle of a box.
 *
 * @param {Box} box
 * @returns {Point}
 */
export const centreOf = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

/** The picture's area, and what of it is taken. */
export class Room {
  /** @type {Box[]} */
  #taken = [];
  /** @type {Box[]} */
  #unwanted = [];

  /** @param {Size} size */
  constructor({ width, height }) {
    this.width = width;
    this.height = height;
  }

  /**
   * Keep every later label off a box.
   *
   * @param {Box} box
   */
  take(box) {
    this.#taken.push(box);
  }

  /**
   * Let later labels lie on a box only if no better place is free.
   *
   * @param {Box} box
   */
  shun(box) {
    this.#unwanted.push(box);
  }

  /**
   * Return how much of a box is taken.
   *
   * @param {Box} box
   */
  covered(box) {
    return this.#taken.reduce((sum, other) => sum + shared(box, other, GAP), 0);
  }

  /**
   * Place a label of a size at the first of these centres that is free, and take that place. If none is free, the label takes the
   * nearest free place around the first of them; if there is none either, it takes the place that covers least.
   *
   * @param {Size} size
   * @param {Point[]} centres
   * @returns {Box}
   */
  place(size, centres) {
    const box = this.#free(size, centres) ?? this.#nearby(size, centres[0]);
    this.take(box);
    return box;
  }

  /**
   * Place a label that may be left out, as `place` does, where it covers nothing. With `far` it looks around the first of its centres.
   *
   * @param {Size} size
   * @param {Point[]} centres
   * @param {{ far?: boolean }} [options]
   * @returns {Box | null} Null if there is no room.
   */
  placeIfFree(size, centres, { far = false } = {}) {
    const near = this.#free(size, centres);
    const box = near ?? (far ? this.#nearby(size, centres[0]) : null);
    if (!box || this.covered(box) > 0) return null;
    this.take(box);
    return box;
  }

  /**
   * @param {Size} size
   * @param {Point[]} centres
   */
  #free(size, centres) {
    const free = centres.map((centre) => this.#within(around(centre, size))).filter((box) => this.covered(box) === 0);
    return free.find((box) => !this.#unwanted.some((other) => shared(box, other))) ?? free[0];
  }

  /**
   * @param {Size} size
   * @param {Point} centre
   */
  #nearby(size, centre) {
    let best = this.#within(around(centre, size));
    let least = this.covered(best);
    for (let ring = 1; ring <= SEARCH_RINGS; ring += 1) {
      for (let turn = 0; turn < SEARCH_ANGLES; turn += 1) {
        const angle = (2 * Math.PI * turn) / SEARCH_ANGLES;
        const reach = ring * SEARCH_STEP;
        const box = this.#within(
          around({ x: centre.x + reach * Math.cos(angle), y: centre.y + reach * Math.sin(angle) }, size),
        );
        const covered = this.covered(box);
        if (covered === 0) return box;
        if (covered < least) [best, least] = [box, covered];
      }
    }
    return best;
  }

  /**
   * @param {Box} box
   * @returns {Box}
   */
  #within({ x, y, width, height }) {
    return {
      x: Math.max(EDGE, Math.min(this.width - width - EDGE, x)),
      y: Math.max(EDGE, Math.min(this.height - height - EDGE, y)),
      width,
      height,
    };
  }
}
