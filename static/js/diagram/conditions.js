// What a node is in for a while, such as in doubt with locks held, as intervals on its line. Pure.

/**
 * A stretch of time that a node is in a condition, from the event that began it to the one that ended it.
 *
 * @typedef {Condition & { node: string, set: Moment, ended: WireEvent | null }} ConditionInterval
 */

export class Conditions {
  /** @type {Map<string, ConditionInterval>} */
  #open = new Map();

  /** @param {Partial<View> | null} view */
  constructor(view) {
    /** @type {ConditionInterval[]} */
    this.intervals = [];
    for (const [name, { condition }] of Object.entries(view?.nodes ?? {}))
      if (condition) this.#begin(name, condition, { tick: 0, seq: 0 });
  }

  /**
   * Take in an event.
   *
   * @param {WireEvent} event
   */
  take(event) {
    for (const [[part, name, member], value] of event.set ?? []) {
      if (part !== "nodes" || member !== "condition") continue;
      const open = this.#open.get(name);
      if (open) open.ended = event;
      this.#open.delete(name);
      if (value) this.#begin(name, value, event);
    }
  }

  /**
   * @param {string} node
   * @param {Condition} condition
   * @param {Moment} set
   */
  #begin(node, { kind, text }, set) {
    /** @type {ConditionInterval} */
    const interval = { node, kind, text, set, ended: null };
    this.#open.set(node, interval);
    this.intervals.push(interval);
  }
}
