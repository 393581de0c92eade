// Virtual time between frames, smooth. Pure: the real time (ms) is always passed in.
//
// 1. A frame says how far time has come. Until the next one we guess that it goes on at the run's speed, for at most
//    450 ms of real time. While time moves the server says so at least every 250 ms; past 450 it may have stopped, and nothing
//    must be drawn that it has not said.
// 2. What is shown follows that guess by slewing: a little faster or slower, so that things in motion neither jump nor go back.
// 3. A gap too wide to slew over is jumped.

export const AHEAD_MS_MAX = 450;
const SLEW_MS = 180;
const JUMP_MS = 2000;

export class VirtualClock {
  #tick = 0;
  #at = 0;
  #shown = 0;
  #readAt = 0;
  #perMs = 0;
  #playing = false;

  /**
   * Take what a frame says.
   *
   * @param {Pace} pace
   * @param {number} nowMs
   */
  sync({ tick, playing, quiet = false, speed_per_mille }, nowMs) {
    this.read(nowMs);
    this.#tick = tick;
    this.#at = nowMs;
    this.#playing = playing && !quiet;
    this.#perMs = speed_per_mille / 1000;
  }

  /**
   * Show this tick at once: a snapshot of another run.
   *
   * @param {Pace} frame
   * @param {number} nowMs
   */
  jump(frame, nowMs) {
    this.sync(frame, nowMs);
    this.#shown = frame.tick;
    this.#readAt = nowMs;
  }

  /**
   * The virtual time to draw at this moment of real time. Never goes back, except by `jump`.
   *
   * @param {number} nowMs
   */
  read(nowMs) {
    const elapsed = Math.max(0, nowMs - this.#readAt);
    this.#readAt = Math.max(nowMs, this.#readAt);
    this.#shown += this.#advance(this.#guess(nowMs) - this.#shown, elapsed);
    return this.#shown;
  }

  /**
   * Return whether the shown time still has somewhere to go.
   *
   * @param {number} nowMs
   */
  moving(nowMs) {
    return Math.abs(this.#guess(nowMs) - this.#shown) > 0.5 || (this.#playing && nowMs - this.#at < AHEAD_MS_MAX);
  }

  /** @param {number} nowMs */
  #guess(nowMs) {
    const ahead = this.#playing ? Math.min(nowMs - this.#at, AHEAD_MS_MAX) : 0;
    return this.#tick + ahead * this.#perMs;
  }

  /**
   * @param {number} gap
   * @param {number} elapsed
   */
  #advance(gap, elapsed) {
    if (gap > JUMP_MS * Math.max(this.#perMs, 1)) return gap;
    const natural = this.#playing ? this.#perMs * elapsed : 0;
    const correction = (gap - natural) * Math.min(1, elapsed / SLEW_MS);
    return Math.min(Math.max(0, natural + correction), Math.max(0, gap));
  }
}
