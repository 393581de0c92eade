// Which stretch of a history the diagram shows, and how large: pixels a step, and the step at the left edge. Pure.

const PER_STEP_MAX = 150;
const PER_STEP_REVEALED_MAX = 110;
const PAD_PX = 26;
const SPARE = 0.1;

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
const within = (value, low, high) => Math.min(high, Math.max(low, value));

export class HistoryWindow {
  /** @param {{ start?: number, perStep?: number, width?: number, length?: number }} [options] */
  constructor({ start = 0, perStep = 40, width = 1, length = 1 } = {}) {
    this.start = start;
    this.perStep = perStep;
    this.width = width;
    this.length = length;
  }

  /** @param {{ start?: number, perStep?: number, width?: number, length?: number }} changes */
  #with(changes) {
    const next = new HistoryWindow({ ...this, ...changes });
    next.perStep = within(next.perStep, next.#least, PER_STEP_MAX);
    const pad = PAD_PX / next.perStep;
    const last = next.length - 1 + pad - next.width / next.perStep;
    next.start = within(next.start, -pad, Math.max(-pad, last));
    return next;
  }

  /** All of it in sight. */
  get #least() {
    return Math.min(PER_STEP_MAX, Math.max(1, this.width - 2 * PAD_PX) / Math.max(1, this.length - 1));
  }

  /**
   * Of another width, with the same stretch in sight; or over another length.
   *
   * @param {number} width
   * @param {number} length
   */
  resized(width, length) {
    const perStep = this.width > 1 ? this.perStep * (width / this.width) : this.perStep;
    return this.#with({ width, length, perStep });
  }

  /**
   * Pixels from the left edge.
   *
   * @param {number} step
   */
  x(step) {
    return (step - this.start) * this.perStep;
  }

  /**
   * The step at a distance from the left edge.
   *
   * @param {number} x
   */
  step(x) {
    return this.start + x / this.perStep;
  }

  /** @param {number} px */
  panned(px) {
    return this.#with({ start: this.start + px / this.perStep });
  }

  /**
   * Zoomed about the place `x`, which keeps its step.
   *
   * @param {number} factor
   * @param {number} x
   */
  zoomed(factor, x) {
    const perStep = within(this.perStep * factor, this.#least, PER_STEP_MAX);
    return this.#with({ perStep, start: this.step(x) - x / perStep });
  }

  fitted() {
    return this.#with({ perStep: 0, start: -Infinity });
  }

  /**
   * Such that `from` to `to` are in sight, as large as there is room.
   *
   * @param {number} from
   * @param {number} to
   */
  revealed(from, to) {
    const span = Math.max(1, to - from);
    const perStep = within((this.width - 2 * PAD_PX) / (span * (1 + 2 * SPARE)), this.#least, PER_STEP_REVEALED_MAX);
    return this.#with({ perStep, start: (from + to) / 2 - this.width / perStep / 2 });
  }

  /**
   * With a stretch in sight: moved as little as that takes; unchanged if it is.
   *
   * @param {number} from
   * @param {number} to
   */
  ensured(from, to) {
    const [left, right] = [this.x(from), this.x(to)];
    if (left >= PAD_PX && right <= this.width - PAD_PX) return this;
    if (right - left > this.width - 2 * PAD_PX) return this.revealed(from, to);
    return this.panned(left < PAD_PX ? left - PAD_PX * 2 : right - this.width + PAD_PX * 2);
  }
}
