// Something that listeners can follow: a value that is replaced, never changed in place.

/** @template {object} T */
export class Observable {
  /** @type {Set<(value: T, before: T) => unknown>} */
  #listeners = new Set();

  /** @param {T} value */
  constructor(value) {
    this.value = value;
  }

  /**
   * Merge `changes` into the value, and call the listeners if that made a difference.
   *
   * @param {Partial<T>} changes
   */
  set(changes) {
    const before = this.value;
    const names = /** @type {(keyof T)[]} */ (Object.keys(changes));
    if (names.every((name) => before[name] === changes[name])) return;
    this.value = { ...before, ...changes };
    for (const listener of [...this.#listeners]) listener(this.value, before);
  }

  /**
   * Call `listener(value, before)` after each change. Returns an unsubscribe function.
   *
   * @param {(value: T, before: T) => unknown} listener
   * @returns {() => void}
   */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
