// Work for the screen, taken in turns: one a frame, in the order in which it was asked for, so that no frame has all of it.

export class FrameTurns {
  /** @type {Map<string, () => void>} */
  #waiting = new Map();
  #frame = 0;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * Have `work` done with a frame to come, once, however often it is asked for until then.
   *
   * @param {string} name
   * @param {() => void} work
   */
  ask(name, work) {
    if (!this.#waiting.has(name)) this.#waiting.set(name, work);
    this.#wake();
  }

  #wake() {
    if (!this.#frame && this.#waiting.size > 0) this.#frame = this.page.requestAnimationFrame(() => this.#take());
  }

  #take() {
    this.#frame = 0;
    const [[name, work]] = this.#waiting;
    this.#waiting.delete(name);
    work();
    this.#wake();
  }
}
