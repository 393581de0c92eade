// What time is shown on a page, and how one moves through a run. What a live lab and a recorded run have in common.
//
// In the present the clock runs with the server's frames. In the past time stands still, or is played again from there at the
// run's speed, up to the present.

import { Frames } from "./frames.js";
import { Observable } from "../lib/emitter.js";
import { nextMoment } from "./jumps.js";
import { Store } from "./store.js";
import { VirtualClock } from "../lib/virtual-clock.js";

/** @typedef {import("./jumps.js").JumpKind} JumpKind */

/** @typedef {"danger" | "warn" | "good" | "plain"} Tone */

/** @typedef {{ tone: Tone, text: string, code: string | null }} Notice */

/** @type {Chosen} */
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
  chosen = new Observable(UNCHOSEN);
  notices = new Observable(/** @type {{ notice: Notice | null }} */ ({ notice: null }));
  replay = new Observable({ playing: false });

  /** Operations of this run that would end otherwise under the settings that are being chosen. */
  ghosts = new Observable({ operations: /** @type {import("../replay/preview.js").Otherwise[]} */ ([]) });

  /** The connection, and how many commands wait for a replay. What was recorded needs neither. */
  connection = new Observable({ name: "live", words: "" });
  replays = new Observable({ waiting: 0 });

  /** @type {Role} */
  role = { kind: "watcher", client: null };

  /**
   * The address of the lab, under which its history and all that is asked about it lie; undefined for what was recorded.
   *
   * @type {string | undefined}
   */
  path = undefined;

  /** Whether all of the run is known already, and nothing more will happen in it. */
  recorded = false;

  /** @type {number | null} */
  #readMs = null;

  /**
   * What is played of the run, if not all of it at the run's own speed.
   *
   * @type {{ tick: number, perMs: number } | null}
   */
  #excerpt = null;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.frames = new Frames(page);
    this.frames.add((nowMs) => this.#goOn(nowMs));
  }

  /** True while part of the run is played by itself, and nobody has looked for a moment of the past. */
  get playsExcerpt() {
    return this.store.past && this.#excerpt !== null;
  }

  get history() {
    return this.store.history;
  }

  /** The virtual time to draw now. */
  now(nowMs = this.page.performance.now()) {
    return this.store.past ? this.store.tick : this.clock.read(nowMs);
  }

  /**
   * Return whether the time drawn still has somewhere to go.
   *
   * @param {number} nowMs
   * @returns {boolean}
   */
  moving(nowMs) {
    return this.store.past ? this.replay.value.playing : this.clock.moving(nowMs);
  }

  /**
   * Show another moment: after the event `seq`, or at `tick`. The present, if it is not before that.
   *
   * @param {Moment | { seq: number, tick?: undefined } | { tick: number, seq?: undefined }} moment
   * @param {{ onward?: boolean }} [options]
   * @returns {void}
   */
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

  /**
   * Go one event, operation, fault or violation on (`way` 1) or back (−1). False if there is none that way.
   *
   * @param {JumpKind} kind
   * @param {number} way
   */
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
        { ...this.store.head, playing: this.store.playing, quiet: this.store.quiet, speed_per_mille: this.store.speed },
        this.page.performance.now(),
      );
      this.store.showHead();
      this.frames.wake();
    }
    this.replay.set({ playing: false });
  }

  /**
   * Let time go on from an earlier moment, or stop it there.
   *
   * @param {boolean} playing
   */
  setReplay(playing) {
    this.#readMs = null;
    this.#excerpt = null;
    this.replay.set({ playing: playing && this.store.past });
    this.frames.wake();
  }

  /**
   * Play from the start up to `tick`, in so many real seconds, and stop there. The present goes on meanwhile.
   *
   * @param {number} tick
   * @param {number} seconds
   */
  playUpTo(tick, seconds) {
    this.store.show({ seq: this.history.first.seq, tick: 0 });
    this.frames.wake();
    this.setReplay(true);
    this.#excerpt = { tick, perMs: tick / (seconds * 1000) };
  }

  /** Play from the start. */
  playFromStart() {
    this.travel({ seq: this.history.first.seq, tick: 0 });
    this.setReplay(true);
  }

  /** The present is about to be left. */
  leavePresent() {}

  /**
   * Return whether this visitor may give commands at all, or (`client` given) act as that client.
   *
   * @param {string | null} [_client]
   */
  may(_client) {
    return false;
  }

  /**
   * Give a command. Resolves with its ack; with null if it was refused. Nothing can be done to what was recorded.
   *
   * @param {string} _type
   * @param {Record<string, unknown>} [_members]
   * @returns {Promise<Ack | null>}
   */
  async command(_type, _members) {
    return null;
  }

  /**
   * Begin a new run from the moment that is shown, as a command.
   *
   * @returns {Promise<Ack | null>}
   */
  async fork() {
    return null;
  }

  /**
   * Play at another speed.
   *
   * @param {number} perMille Virtual ms per real second.
   * @returns {unknown}
   */
  setSpeed(perMille) {
    return this.store.setSpeed(perMille);
  }

  /**
   * Show the learner a sentence in a toast.
   *
   * @param {Tone} tone
   * @param {string} text
   * @param {string | null} [code] Of an error.
   */
  notify(tone, text, code = null) {
    this.notices.set({ notice: { tone, text, code } });
  }

  /** @param {number} nowMs */
  #goOn(nowMs) {
    if (!this.replay.value.playing) return false;
    const elapsedMs = this.#readMs === null ? 0 : Math.min(100, nowMs - this.#readMs);
    this.#readMs = nowMs;
    const { tick: until, perMs } = this.#excerpt ?? { tick: Number.POSITIVE_INFINITY, perMs: this.store.speed / 1000 };
    const tick = Math.min(until, this.store.tick + elapsedMs * perMs);
    this.travel({ tick }, { onward: true });
    if (tick === until) this.setReplay(false);
    return this.replay.value.playing;
  }
}
