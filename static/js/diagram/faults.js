// The faults of a run as intervals: from the event that set one to the event that took it away. Pure.
//
// The server says after each event that touched them which faults are in force; one of the same key and label goes on.

/**
 * A fault, from the event that set it to the one that ended it.
 *
 * @typedef {Fault & { set: WireEvent, ended: WireEvent | null }} FaultInterval
 */

export class Faults {
  /** @type {Map<string, FaultInterval>} */
  #open = new Map();

  constructor() {
    /** @type {FaultInterval[]} */
    this.intervals = [];
  }

  /**
   * Take in an event.
   *
   * @param {WireEvent} event
   */
  take(event) {
    const [, now] = event.set?.find(([path]) => path[0] === "faults") ?? [];
    if (now) this.#compare(event, new Map(/** @type {Fault[]} */ (now).map((fault) => [fault.key, fault])));
  }

  /**
   * @param {WireEvent} event
   * @param {Map<string, Fault>} now
   */
  #compare(event, now) {
    for (const [key, interval] of this.#open) {
      if (now.get(key)?.label === interval.label) continue;
      interval.ended = event;
      this.#open.delete(key);
    }
    for (const [key, fault] of now) {
      if (this.#open.has(key)) continue;
      const interval = { ...fault, set: event, ended: null };
      this.#open.set(key, interval);
      this.intervals.push(interval);
    }
  }
}

/**
 * A row for each interval such that none overlap in a row; the number of rows comes as `rows`.
 *
 * @param {FaultInterval[]} intervals
 */
export function stacked(intervals) {
  /** @type {number[]} */
  const ends = [];
  const placed = intervals.map((interval) => {
    let row = ends.findIndex((end) => end <= interval.set.tick);
    if (row < 0) row = ends.length;
    ends[row] = interval.ended?.tick ?? Infinity;
    return { interval, row };
  });
  return { placed, rows: ends.length };
}
