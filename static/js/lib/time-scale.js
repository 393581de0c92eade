// Where a moment stands on the screen, and which moment stands at a place. Pure.
//
// Piecewise linear: `perTick` pixels a tick, except in folds, quiet stretches drawn FOLD_PX wide however long they are.
// Pixels are counted from tick 0; `start` is the one at the left edge.

export const FOLD_PX = 34;
const QUIET_TICKS_MIN = 300;
const MARGIN_TICKS = 40;
const PER_TICK_MIN = 0.00001;
const PER_TICK_MAX = 6;
const STEPS = [1, 2, 5];

/** @typedef {{ from: number, to: number }} Fold A stretch without events, in ticks. */

/**
 * The stretches without any event that are worth folding.
 *
 * @param {number[]} ticks In order.
 */
export function quietStretches(ticks) {
  /** @type {Fold[]} */
  const found = [];
  for (let i = 1; i < ticks.length; i += 1) {
    if (ticks[i] - ticks[i - 1] < QUIET_TICKS_MIN) continue;
    found.push({ from: ticks[i - 1] + MARGIN_TICKS, to: ticks[i] - MARGIN_TICKS });
  }
  return found;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(high, Math.max(low, value));

export class TimeScale {
  /** @param {{ perTick?: number, start?: number, folds?: Fold[] }} [options] */
  constructor({ perTick = 0.15, start = 0, folds = [] } = {}) {
    this.perTick = perTick;
    this.start = start;
    this.folds = folds;
    let folded = 0;
    this.before = folds.map(({ from, to }) => {
      const earlier = folded;
      folded += to - from;
      return earlier;
    });
  }

  /** @param {{ perTick?: number, start?: number, folds?: Fold[] }} changes */
  with(changes) {
    return new TimeScale({ perTick: this.perTick, start: this.start, folds: this.folds, ...changes });
  }

  /** @param {number} tick */
  #foldsBefore(tick) {
    let [low, high] = [0, this.folds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.folds[middle].from < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Pixels from tick 0.
   *
   * @param {number} tick
   * @returns {number}
   */
  position(tick) {
    const nth = this.#foldsBefore(tick) - 1;
    if (nth < 0) return tick * this.perTick;
    const { from, to } = this.folds[nth];
    const begin = (from - this.before[nth]) * this.perTick + nth * FOLD_PX;
    if (tick < to) return begin + (FOLD_PX * (tick - from)) / (to - from);
    return begin + FOLD_PX + (tick - to) * this.perTick;
  }

  /**
   * Pixels from the left edge.
   *
   * @param {number} tick
   */
  x(tick) {
    return this.position(tick) - this.start;
  }

  /**
   * The tick at a distance from the left edge.
   *
   * @param {number} x
   */
  tick(x) {
    const position = x + this.start;
    let [low, high] = [0, this.folds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.position(this.folds[middle].from) <= position) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return position / this.perTick;
    const { from, to } = this.folds[low - 1];
    const into = position - this.position(from);
    return into <= FOLD_PX ? from + (into / FOLD_PX) * (to - from) : to + (into - FOLD_PX) / this.perTick;
  }

  /**
   * Moved by pixels.
   *
   * @param {number} px
   */
  panned(px) {
    return this.with({ start: this.start + px });
  }

  /**
   * Zoomed about the place `x`, which keeps its moment.
   *
   * @param {number} factor
   * @param {number} x
   */
  zoomed(factor, x) {
    const tick = this.tick(x);
    return this.with({ perTick: within(this.perTick * factor, PER_TICK_MIN, PER_TICK_MAX) }).placed(tick, x);
  }

  /**
   * Moved such that a tick stands at `x`.
   *
   * @param {number} tick
   * @param {number} x
   */
  placed(tick, x) {
    return this.with({ start: this.position(tick) - x });
  }

  /**
   * Such that `from` to `to` fill `width`, as far as the zoom reaches.
   *
   * @param {number} from
   * @param {number} to
   * @param {number} width
   */
  fitted(from, to, width) {
    const inside = this.folds.filter((fold) => fold.from >= from && fold.to <= to);
    const folded = inside.reduce((sum, fold) => sum + fold.to - fold.from, 0);
    const room = Math.max(40, width - inside.length * FOLD_PX);
    const perTick = within(room / Math.max(1, to - from - folded), PER_TICK_MIN, PER_TICK_MAX);
    return this.with({ perTick }).placed(from, 0);
  }
}

/**
 * The distance of axis marks: the least of 1, 2, 5 times a power of ten that leaves `room` pixels.
 *
 * @param {number} perTick
 */
export function stepOf(perTick, room = 84) {
  for (let power = 1; ; power *= 10) {
    for (const step of STEPS) if (step * power * perTick >= room) return step * power;
  }
}

/**
 * The marks of the time axis between two ticks, none within a fold.
 *
 * @param {TimeScale} scale
 * @param {number} from
 * @param {number} to
 */
export function axisMarks(scale, from, to) {
  const step = stepOf(scale.perTick);
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
  /** @type {{ tick: number, label: string }[]} */
  const marks = [];
  for (let tick = Math.max(0, Math.ceil(from / step) * step); tick <= to; tick += step) {
    const fold = scale.folds.find((each) => each.from < tick && tick < each.to);
    if (fold) tick = Math.ceil(fold.to / step) * step - step;
    else marks.push({ tick, label: `${(tick / 1000).toFixed(digits)}${marks.length === 0 ? " s" : ""}` });
  }
  return marks;
}
