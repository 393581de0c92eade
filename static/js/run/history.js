// A run from its first event to the latest that is known, and what it looked like after each. Pure.
//
// 1. It begins with a recording (docs/protocol.md): the first view and every event since. Later events are appended.
// 2. The view at an event is folded from the nearest checkpoint before it. Checkpoints are laid on the way and share what did not
//    change, so they cost little, and any moment of a long run is near one.
// 3. A mark says which rows of a node its last change touched, and which event that was.

import { fold } from "./fold.js";

const CHECKPOINT_EVENTS = 64;
const SECTIONS = new Set(["values", "durable", "volatile", "timers"]);

/** @type {Known} */
const NOTHING = { view: null, marks: {}, seq: 0 };

/**
 * The marks after an event: of the nodes that it changed, this event and the rows, as `section.name`.
 *
 * @param {Marks} marks
 * @param {WireEvent} event
 * @returns {Marks}
 */
export function marked(marks, event) {
  /** @type {Map<string, Set<string>>} */
  const rows = new Map();
  for (const [[part, name, section, row]] of event.set ?? []) {
    if (part !== "nodes" || row === undefined || !SECTIONS.has(section)) continue;
    rows.set(name, (rows.get(name) ?? new Set()).add(`${section}.${row}`));
  }
  if (rows.size === 0) return marks;
  const { seq, tick, text } = event;
  return {
    ...marks,
    ...Object.fromEntries([...rows].map(([name, changed]) => [name, { seq, tick, text, rows: changed }])),
  };
}

/**
 * Return what is known after one more event.
 *
 * @param {Known} known
 * @param {WireEvent} event
 * @returns {Known}
 */
export function after({ view, marks }, event) {
  for (const entry of event.set ?? []) view = fold(view, entry);
  return { view, marks: marked(marks, event), seq: event.seq };
}

export class History {
  /** @type {Set<(change: HistoryChange) => unknown>} */
  #listeners = new Set();
  /** @type {Known[]} */
  #checkpoints = [];
  /** @type {WireEvent[]} */
  #early = [];

  constructor() {
    /** @type {WireEvent[]} */
    this.events = [];
    this.first = NOTHING;
    this.complete = false;
    /** @type {number | null} */
    this.run = null;
  }

  /**
   * Call `listener({kind: "reset" | "append", events})` after every change. Returns an unsubscribe function.
   *
   * @param {(change: HistoryChange) => unknown} listener
   * @returns {() => void}
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Begin with a recording.
   *
   * @param {Pick<Recording, "run" | "seq" | "view" | "log" | "events">} recording
   */
  start({ run, seq, view, log, events }) {
    this.run = run;
    this.first = { view, marks: {}, seq };
    this.events = [...log, ...events];
    this.#checkpoints = [this.first];
    this.complete = true;
    this.#tell({ kind: "reset", events: this.events });
    this.append([]);
  }

  /**
   * Forget everything for another run, of which nothing is known yet.
   *
   * @param {number} run
   */
  clear(run) {
    this.run = run;
    this.events = [];
    this.first = NOTHING;
    this.complete = false;
    this.#checkpoints = [];
    this.#early = [];
    this.#tell({ kind: "reset", events: [] });
  }

  /**
   * Take in events. Those that do not follow yet wait until what lies between is there.
   *
   * @param {WireEvent[]} events
   */
  append(events) {
    this.#early.push(...events);
    if (!this.complete) return;
    /** @type {WireEvent[]} */
    const next = [];
    for (const event of this.#early.sort((one, other) => one.seq - other.seq)) {
      if (event.seq === this.lastSeq + 1) {
        this.events.push(event);
        next.push(event);
      }
    }
    this.#early = this.#early.filter(({ seq }) => seq > this.lastSeq);
    if (next.length > 0) this.#tell({ kind: "append", events: next });
  }

  /** The processes: nodes first, then clients. */
  get processes() {
    return this.first.view?.processes ?? [];
  }

  get lastSeq() {
    return this.events.at(-1)?.seq ?? 0;
  }

  /**
   * The event with this sequence number, if it is known.
   *
   * @param {number} seq
   * @returns {WireEvent | undefined}
   */
  event(seq) {
    return this.events[seq - (this.events[0]?.seq ?? 0)];
  }

  /**
   * Return a message as it was when it was last known to travel; undefined if the history has no such message.
   *
   * @param {string} id
   * @returns {Message | undefined}
   */
  sent(id) {
    for (let at = this.events.length - 1; at >= 0; at -= 1) {
      const { message, set } = this.events[at];
      if (message !== id) continue;
      const entry = set?.find(
        ([path, value]) => path[0] === "messages" && path[1] === id && path.length === 2 && value,
      );
      if (entry) return entry[1];
    }
    return undefined;
  }

  /**
   * The events from after `seq` up to and including `last`.
   *
   * @param {number} seq
   * @param {number} last
   */
  between(seq, last) {
    const first = this.events[0]?.seq ?? 0;
    return this.events.slice(Math.max(0, seq + 1 - first), Math.max(0, last + 1 - first));
  }

  /**
   * The last event at or before a tick.
   *
   * @param {number} tick
   */
  seqAt(tick) {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle].tick <= tick) low = middle + 1;
      else high = middle;
    }
    return Math.max(this.first.seq, this.events[low - 1]?.seq ?? 0);
  }

  /**
   * Return what was known after event `seq`: {view, marks, seq}.
   *
   * @param {number} seq
   */
  at(seq) {
    const nth = Math.max(0, Math.floor((seq - this.first.seq) / CHECKPOINT_EVENTS));
    while (this.#checkpoints.length <= nth)
      this.#checkpoints.push(
        this.#fold(
          this.#checkpoints[this.#checkpoints.length - 1],
          this.first.seq + this.#checkpoints.length * CHECKPOINT_EVENTS,
        ),
      );
    return this.#fold(this.#checkpoints[nth], seq);
  }

  /**
   * @param {Known} known
   * @param {number} seq
   */
  #fold(known, seq) {
    let found = known;
    while (found.seq < seq) found = after(found, this.#next(found));
    return found;
  }

  /**
   * @param {Known} known
   * @returns {WireEvent}
   */
  #next({ seq }) {
    return this.events[seq + 1 - this.events[0].seq];
  }

  /** @param {HistoryChange} change */
  #tell(change) {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
