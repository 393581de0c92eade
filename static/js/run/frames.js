// One animation loop for a whole page: it runs only while somebody has something to move.

export class Frames {
  /** @type {Set<(nowMs: number) => boolean>} */
  #views = new Set();
  #running = false;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * Call `draw(nowMs)` for each frame; it returns whether it wants another. Returns an unsubscribe function.
   *
   * @param {(nowMs: number) => boolean} draw
   * @returns {() => void}
   */
  add(draw) {
    this.#views.add(draw);
    this.wake();
    return () => this.#views.delete(draw);
  }

  /** Something changed: draw at least once more. */
  wake() {
    if (this.#running) return;
    this.#running = true;
    this.page.requestAnimationFrame((nowMs) => this.#draw(nowMs));
  }

  /** @param {number} nowMs */
  #draw(nowMs) {
    this.#running = false;
    let more = false;
    for (const draw of [...this.#views]) more = draw(nowMs) || more;
    if (more) this.wake();
  }
}
