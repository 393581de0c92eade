// The faults of a run as intervals: from the event that set one to the event that took it away. Pure.
//
// The server says after each event that touched them which faults are in force; one of the same key and label goes on.

export class Faults {
  #open = new Map();

  constructor() {
    this.intervals = [];
  }

  /** Take in an event. */
  take(event) {
    const [, now] = event.set?.find(([path]) => path[0] === "faults") ?? [];
    if (now) this.#compare(event, new Map(now.map((fault) => [fault.key, fault])));
  }

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

/** A row for each interval such that none overlap in a row; the number of rows comes as `rows`. */
export function stacked(intervals) {
  const ends = [];
  const placed = intervals.map((interval) => {
    let row = ends.findIndex((end) => end <= interval.set.tick);
    if (row < 0) row = ends.length;
    ends[row] = interval.ended?.tick ?? Infinity;
    return { interval, row };
  });
  return { placed, rows: ends.length };
}
