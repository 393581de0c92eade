// Where the lines of a history stand: faults above, sessions below. Pure.

/** @typedef {ReturnType<typeof layoutOf>} Layout */

export const FAULT_ROW = 17;
const FAULT_ROWS_MAX = 2;
const TOP_PX = 8;
const STEP_MIN = 24;
const STEP_MAX = 132;
const BAR_MAX = 34;
const FOOT_PX = 10;

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(high, Math.max(low, value));

/**
 * For so many lines in `height` pixels: the height of a line, of a bar, and of all of it, which may be higher and is then scrolled. A few
 * lines stand in the middle.
 *
 * @param {{ lines: number, faultRows: number, height: number }} room
 */
export function layoutOf({ lines, faultRows, height }) {
  const rows = Math.min(FAULT_ROWS_MAX, faultRows);
  const above = TOP_PX + rows * FAULT_ROW;
  const step = within((height - above - FOOT_PX) / Math.max(1, lines), STEP_MIN, STEP_MAX);
  const top = above + Math.max(0, Math.floor((height - above - FOOT_PX - step * lines) / 2));
  return {
    above,
    top,
    step,
    bar: Math.round(Math.min(BAR_MAX, step * 0.62)),
    rows,
    total: Math.ceil(top + step * lines + FOOT_PX),
  };
}

/**
 * The middle of a line, from the top of what is in sight.
 *
 * @param {Layout} layout
 * @param {number} line
 * @param {number} scrolled
 */
export const lineY = (layout, line, scrolled) => layout.top + layout.step * (line + 0.5) - scrolled;

/**
 * The line at a height, whether there is one or not.
 *
 * @param {Layout} layout
 * @param {number} y
 * @param {number} scrolled
 */
export const lineAt = (layout, y, scrolled) => Math.floor((y + scrolled - layout.top) / layout.step);

/**
 * The lines in sight: the first, and one beyond the last.
 *
 * @param {Layout} layout
 * @param {number} count
 * @param {number} scrolled
 * @param {number} height
 */
export function linesInSight(layout, count, scrolled, height) {
  const first = Math.max(0, Math.floor(scrolled / layout.step));
  return { first, last: Math.min(count, Math.ceil((scrolled + height - layout.top) / layout.step)) };
}

/**
 * Return how far to scroll so that lines are in sight; the same as before if they are.
 *
 * @param {Layout} layout
 * @param {number} first
 * @param {number} last
 * @param {number} scrolled
 * @param {number} height
 */
export function scrolledTo(layout, first, last, scrolled, height) {
  const [top, bottom] = [layout.step * first, layout.step * (last + 1)];
  const room = height - layout.top;
  if (top >= scrolled && bottom <= scrolled + room) return scrolled;
  return bottom - top > room || top < scrolled ? Math.max(0, top) : bottom - room;
}
