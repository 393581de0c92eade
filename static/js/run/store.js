// What the browser holds of a run, and which moment of it is shown. Pure: nothing here knows the page or the time.
//
// 1. The head is the present: a snapshot folded with every event since. A snapshot replaces everything, a frame's events are
//    folded one by one.
// 2. The history holds every event from the first, once it has been fetched: any moment of it can be shown in place of the head.
// 3. `view`, `seq`, `tick`, `log` and `marks` are those of the moment that is shown.

import { History, after } from "./history.js";

const LOG_MAX = 2000;

// Before the first snapshot. The hello then says that no event is held.
const NOTHING = { view: null, marks: {}, seq: /** @type {number} */ (/** @type {unknown} */ (null)), tick: 0 };

/**
 * @param {WireEvent} event
 * @returns {WireEvent}
 */
const withoutSet = ({ set, ...event }) => event;

/** The latest state of one lab and the moment shown, for whoever subscribes. */
export class Store {
  /** @type {Set<(change: StoreChange) => unknown>} */
  #listeners = new Set();
  /** @type {WireEvent[]} */
  #log = [];
  /** @type {Known & Moment} */
  #head = NOTHING;
  /** @type {(Known & Moment) | null} */
  #shown = null;

  constructor() {
    this.history = new History();
    /** @type {number | null} */
    this.run = null;
    this.playing = false;
    this.quiet = false;
    this.speed = 1000;
    /** @type {Role | null} */
    this.role = null;
    /** @type {Lab | null} */
    this.lab = null;
  }

  /**
   * Call `listener(change)` after every change. Kinds: "snapshot" (everything is new), "frame" (`events` follow what was shown),
   * "travel" (another moment is shown), "head" (the present has gone on while an earlier moment is shown). Returns an unsubscribe function.
   *
   * @param {(change: StoreChange) => unknown} listener
   * @returns {() => void}
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Where the run has come to: {seq, tick}. */
  get head() {
    return { seq: this.#head.seq, tick: this.#head.tick };
  }

  /** The view of the present, whichever moment is shown. */
  get headView() {
    return this.#head.view;
  }

  /** True if an earlier moment than the present is shown. */
  get past() {
    return this.#shown !== null;
  }

  get view() {
    return (this.#shown ?? this.#head).view;
  }

  get seq() {
    return (this.#shown ?? this.#head).seq;
  }

  get tick() {
    return (this.#shown ?? this.#head).tick;
  }

  get marks() {
    return (this.#shown ?? this.#head).marks;
  }

  get log() {
    return this.#shown === null ? this.#log : this.history.between(this.#shown.seq - LOG_MAX, this.#shown.seq);
  }

  /**
   * Take a snapshot in place of everything.
   *
   * @param {Snapshot} snapshot
   */
  replace(snapshot) {
    const another = snapshot.run !== this.run;
    this.run = snapshot.run;
    this.role = snapshot.role;
    this.lab = snapshot.lab;
    this.#log = snapshot.log.map(withoutSet);
    this.#head = { view: snapshot.view, marks: {}, seq: snapshot.seq, tick: snapshot.tick };
    this.#pace(snapshot);
    if (another) {
      this.#shown = null;
      this.history.clear(snapshot.run);
    }
    this.#tell({ kind: this.past ? "head" : "snapshot", events: [] });
  }

  /**
   * Fold a frame in. False if it does not follow what is held: then only a new hello helps.
   *
   * @param {Frame} frame
   */
  apply(frame) {
    if (frame.run !== this.run) return false;
    const events = frame.events.filter((event) => event.seq > this.#head.seq);
    if (events.length > 0 && events[0].seq !== this.#head.seq + 1) return false;
    for (const event of events) this.#take(event);
    this.#head = { ...this.#head, tick: frame.tick };
    this.#pace(frame);
    this.history.append(events);
    this.#tell(this.past ? { kind: "head", events: [] } : { kind: "frame", events });
    return true;
  }

  /**
   * Set how fast time goes on where it is played again.
   *
   * @param {number} perMille Virtual ms per real second.
   */
  setSpeed(perMille) {
    this.speed = perMille;
    this.#tell({ kind: "head", events: [] });
  }

  /**
   * Show the moment after event `seq`, at `tick`. With `onward`, as what comes next after the moment shown so far.
   *
   * @param {Moment} moment
   * @param {{ onward?: boolean }} [options]
   */
  show({ seq, tick }, { onward = false } = {}) {
    const events = onward ? this.history.between(this.seq, seq) : [];
    this.#shown = { ...this.history.at(seq), tick };
    this.#tell({ kind: onward ? "frame" : "travel", events });
  }

  /** Show the present again. */
  showHead() {
    if (this.#shown === null) return;
    this.#shown = null;
    this.#tell({ kind: "travel", events: [] });
  }

  /** @param {WireEvent} event */
  #take(event) {
    this.#head = { ...after(this.#head, event), tick: this.#head.tick };
    this.#log.push(withoutSet(event));
    if (this.#log.length > LOG_MAX) this.#log.splice(0, this.#log.length - LOG_MAX);
  }

  /** @param {Pace} pace */
  #pace({ playing, quiet = false, speed_per_mille }) {
    this.playing = playing;
    this.quiet = quiet;
    this.speed = speed_per_mille;
  }

  /** @param {StoreChange} change */
  #tell(change) {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
