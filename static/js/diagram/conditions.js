// What a node is in for a while, such as in doubt with locks held, as intervals on its line. Pure.

export class Conditions {
  #open = new Map();

  constructor(view) {
    this.intervals = [];
    for (const [name, { condition }] of Object.entries(view?.nodes ?? {}))
      if (condition) this.#begin(name, condition, { tick: 0, seq: 0 });
  }

  /** Take in an event. */
  take(event) {
    for (const [[part, name, member], value] of event.set ?? []) {
      if (part !== "nodes" || member !== "condition") continue;
      const open = this.#open.get(name);
      if (open) open.ended = event;
      this.#open.delete(name);
      if (value) this.#begin(name, value, event);
    }
  }

  #begin(node, { kind, text }, set) {
    const interval = { node, kind, text, set, ended: null };
    this.#open.set(node, interval);
    this.intervals.push(interval);
  }
}
