// Something that listeners can follow: a value that is replaced, never changed in place.

export class Observed {
  #listeners = new Set();

  constructor(value) {
    this.value = value;
  }

  /** Merge `changes` into the value, and tell the listeners if that made a difference. */
  set(changes) {
    const before = this.value;
    if (Object.entries(changes).every(([name, value]) => before[name] === value)) return;
    this.value = { ...before, ...changes };
    for (const listener of [...this.#listeners]) listener(this.value, before);
  }

  /** Call `listener(value, before)` after each change. Returns the undoing. */
  subscribe(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
