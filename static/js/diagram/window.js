// What stretch of a run the diagram shows: pan, zoom, fit, fold, and going along with time. Pure.

import { quietStretches, TimeScale } from "../lib/time-scale.js";

const FIRST_TICKS = 2500;
const AHEAD_PX = 56;
const EDGE_PX = 24;
const LEFT_PX = 18;
const ROOM = 0.08;
const REVEAL_SPARE = 0.15;
const REVEAL_SPARE_TICKS = 60;
const REVEAL_PER_TICK_MAX = 1.5;

export class DiagramWindow {
  scale = new TimeScale();
  width = 0;
  following = true;
  folding = false;
  /** @type {Set<number>} */
  #unfolded = new Set();
  /** @type {import("../lib/time-scale.js").Fold[]} */
  #quiet = [];

  /**
   * Take another width; the first one sets the zoom.
   *
   * @param {number} width
   */
  resize(width) {
    if (this.width === 0) this.scale = new TimeScale({ perTick: width / FIRST_TICKS, start: -LEFT_PX });
    this.width = width;
  }

  /** Begin again, with another run. */
  reset() {
    this.#unfolded.clear();
    this.#quiet = [];
    this.following = true;
    this.scale = new TimeScale({ perTick: this.width / FIRST_TICKS || 0.15, start: -LEFT_PX });
  }

  /**
   * Fold the quiet stretches between ticks, which are in order. Returns whether that changed the scale.
   *
   * @param {number[]} ticks
   */
  note(ticks) {
    this.#quiet = this.folding ? quietStretches(ticks) : [];
    return this.#refold();
  }

  /**
   * Open one fold.
   *
   * @param {number} from
   */
  unfold(from) {
    this.#unfolded.add(from);
    this.#refold();
  }

  /**
   * Fold quiet stretches, all of them, or none.
   *
   * @param {boolean} folding
   * @param {number[]} ticks
   */
  fold(folding, ticks) {
    this.folding = folding;
    this.#unfolded.clear();
    this.note(ticks);
  }

  #refold() {
    const folds = this.#quiet.filter(({ from }) => !this.#unfolded.has(from));
    if (
      folds.length === this.scale.folds.length &&
      folds.every(({ from, to }, i) => from === this.scale.folds[i].from && to === this.scale.folds[i].to)
    )
      return false;
    const middle = this.scale.tick(this.width / 2);
    this.scale = this.scale.with({ folds }).placed(middle, this.width / 2);
    return true;
  }

  /** @param {number} px */
  pan(px) {
    this.following = false;
    this.scale = this.scale.panned(px);
  }

  /**
   * Zoom about `x`. While going along with time, the present stays where it is.
   *
   * @param {number} factor
   * @param {number} x
   * @param {number} now
   */
  zoom(factor, x, now) {
    this.scale = this.scale.zoomed(factor, x);
    if (this.following) this.keep(now);
  }

  /**
   * Show the whole run.
   *
   * @param {number} until
   */
  fit(until) {
    this.following = false;
    const spare = (until * ROOM) / 2;
    this.scale = this.scale.fitted(0, until + spare, this.width - EDGE_PX).panned(-LEFT_PX);
  }

  /**
   * Show `from` to `to`, with room around.
   *
   * @param {number} from
   * @param {number} to
   */
  reveal(from, to) {
    this.following = false;
    const spare = Math.max(REVEAL_SPARE_TICKS, (to - from) * REVEAL_SPARE);
    const fitted = this.scale.fitted(from - spare, to + spare, this.width);
    this.scale =
      fitted.perTick <= REVEAL_PER_TICK_MAX
        ? fitted
        : fitted.zoomed(REVEAL_PER_TICK_MAX / fitted.perTick, this.width / 2);
  }

  /**
   * Go along: the shown moment is in sight, the present near the right edge. Does nothing unless following.
   *
   * @param {number} now
   * @param {boolean} [past]
   */
  keep(now, past = false) {
    if (!this.following || this.width === 0) return;
    const x = this.scale.x(now);
    if (past && x >= EDGE_PX && x <= this.width - EDGE_PX) return;
    if (past) this.scale = this.scale.placed(now, this.width / 2);
    else this.scale = this.scale.with({ start: Math.max(-LEFT_PX, this.scale.position(now) - this.width + AHEAD_PX) });
  }

  /**
   * Bring a tick into sight, if it is not.
   *
   * @param {number} tick
   */
  ensure(tick) {
    const x = this.scale.x(tick);
    if (x >= EDGE_PX && x <= this.width - EDGE_PX) return;
    this.following = false;
    this.scale = this.scale.placed(tick, this.width / 2);
  }
}

/** One window for several diagrams: whichever is panned, zoomed or folded, all are. */
export class SharedAxis {
  stretch = new DiagramWindow();

  /**
   * @param {import("./space-time.js").SpaceTime[]} diagrams
   * @param {number} until The last tick that any of them shows.
   */
  constructor(diagrams, until) {
    this.diagrams = diagrams;
    this.until = until;
    this.ticks = diagrams.flatMap(({ trace }) => trace.events.map(({ tick }) => tick)).sort((a, b) => a - b);
    for (const diagram of diagrams) diagram.join(this);
    diagrams[0]?.fit();
  }
}
