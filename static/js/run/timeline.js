// What time is shown on a page, and how one moves through a run. What a live lab and a recorded run have in common.
//
// In the present the clock runs with the server's frames. In the past time stands still, or is played again from there at the
// run's speed, up to the present.

import { Frames } from "./frames.js";
import { Observed } from "../lib/emitter.js";
import { nextMoment } from "./jumps.js";
import { Store } from "./store.js";
import { VirtualClock } from "../lib/virtual-clock.js";

const UNCHOSEN = {
  tool: "select",
  node: null,
  operation: null,
  message: null,
  event: null,
  pair: null,
  client: null,
  model: null,
  question: "replicated",
};

export class Timeline {
  store = new Store();
  clock = new VirtualClock();
  chosen = new Observed(UNCHOSEN);
  notices = new Observed({ notice: null });
  replay = new Observed({ playing: false });

  /** Whether all of the run is known already, and nothing more will happen in it. */
  recorded = false;

  #readMs = null;

  constructor(page) {
    this.page = page;
    this.frames = new Frames(page);
    this.frames.add((nowMs) => this.#goOn(nowMs));
  }

  get history() {
    return this.store.history;
  }

  /** The virtual time to draw now. */
  now(nowMs = this.page.performance.now()) {
    return this.store.past ? this.store.tick : this.clock.read(nowMs);
  }

  /** Whether the time drawn still has somewhere to go. */
  moving(nowMs) {
    return this.store.past ? this.replay.value.playing : this.clock.moving(nowMs);
  }

  /** Show another moment: after the event `seq`, or at `tick`. The present, if it is not before that. */
  travel({ seq, tick }, { onward = false } = {}) {
    if (!this.history.complete) return;
    const moment =
      seq === undefined
        ? { seq: this.history.seqAt(tick), tick }
        : { seq: Math.max(seq, this.history.first.seq), tick: tick ?? this.history.event(seq)?.tick ?? 0 };
    const { head } = this.store;
    if (moment.seq >= head.seq && (seq !== undefined || moment.tick >= head.tick)) return this.goLive();
    if (!this.store.past) this.leavePresent();
    this.store.show(moment, { onward });
    this.frames.wake();
  }

  /** One event, operation, fault or violation on (`way` 1) or back (−1). False if there is none that way. */
  jump(kind, way) {
    const event = nextMoment(this.history, this.store.seq, kind, way);
    if (!event && kind === "event" && way < 0 && this.store.seq > this.history.first.seq) {
      this.travel({ seq: this.history.first.seq, tick: 0 });
      return true;
    }
    if (!event) return false;
    this.travel({ seq: event.seq }, { onward: way > 0 && event.seq === this.store.seq + 1 });
    this.chosen.set({ event: event.seq, operation: event.operation ?? null, message: null });
    return true;
  }

  /** Show the present. */
  goLive() {
    if (this.store.past) {
      this.clock.jump(
        { ...this.store.head, playing: this.store.playing, speed_per_mille: this.store.speed },
        this.page.performance.now(),
      );
      this.store.showHead();
      this.frames.wake();
    }
    this.replay.set({ playing: false });
  }

  /** Let time go on from an earlier moment, or stop it there. */
  setReplay(playing) {
    this.#readMs = null;
    this.replay.set({ playing: playing && this.store.past });
    this.frames.wake();
  }

  /** Play from the start. */
  playFromStart() {
    this.travel({ seq: this.history.first.seq, tick: 0 });
    this.setReplay(true);
  }

  /** The present is about to be left. */
  leavePresent() {}

  /** Whether this visitor may give commands. */
  may() {
    return false;
  }

  /** Tell the learner something in a toast. Tones: danger, warn, good, plain. */
  notify(tone, text, code = null) {
    this.notices.set({ notice: { tone, text, code } });
  }

  #goOn(nowMs) {
    if (!this.replay.value.playing) return false;
    const elapsedMs = this.#readMs === null ? 0 : Math.min(100, nowMs - this.#readMs);
    this.#readMs = nowMs;
    this.travel({ tick: this.store.tick + (elapsedMs * this.store.speed) / 1000 }, { onward: true });
    return this.replay.value.playing;
  }
}
