// Who typed each character of the shared texts of a run, and who deleted it: read off the run's events, once each. Pure.
//
// A character first stands in the state of the replica that it was typed at, after the event that brought the client's request there;
// so does a tombstone.

/** @typedef {Moment & { operation: string | null, node: string }} By Where, when and by which operation something was done. */

export class TextAuthors {
  /** @type {Map<string, By>} */
  typed = new Map();
  /** @type {Map<string, By>} */
  deleted = new Map();
  /** @type {Map<string, string[]>} */
  #byOperation = new Map();

  /**
   * Take in events that follow those before.
   *
   * @param {WireEvent[]} events
   */
  read(events) {
    for (const event of events) {
      if (event.operation && event.kind === "message_delivered") this.#event(event);
    }
  }

  /**
   * The identities that an operation typed, in order; undefined if it is not known to have been carried out.
   *
   * @param {string} operation
   */
  of(operation) {
    return this.#byOperation.get(operation);
  }

  /** @param {WireEvent} event */
  #event(event) {
    for (const [[part, node, section, key], state] of event.set ?? []) {
      if (part === "nodes" && section === "inside" && state?.runs) this.#state(event, node, key, state.runs);
    }
  }

  /**
   * @param {WireEvent} event
   * @param {string} node
   * @param {string} key
   * @param {TextRun[]} runs
   */
  #state({ seq, tick, operation }, node, key, runs) {
    const by = { seq, tick, operation, node };
    /** @type {string[]} */
    const typed = [];
    for (const [time, replica, , text, deleted] of runs) {
      Array.from(text).forEach((_, i) => {
        const name = `${key} ${time + i}.${replica}`;
        if (!this.typed.has(name)) {
          this.typed.set(name, by);
          typed.push(`${time + i}.${replica}`);
        }
        if (deleted.includes(i) && !this.deleted.has(name)) this.deleted.set(name, by);
      });
    }
    if (operation !== null && !this.#byOperation.has(operation)) this.#byOperation.set(operation, typed);
  }
}
