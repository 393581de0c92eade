// One animation loop for a whole page: it runs only while somebody has something to move.

export class Frames {
  #views = new Set();
  #running = false;

  constructor(page) {
    this.page = page;
  }

  /** Call `draw(nowMs)` for each frame; it returns whether it wants another. Returns the undoing. */
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

  #draw(nowMs) {
    this.#running = false;
    let more = false;
    for (const draw of [...this.#views]) more = draw(nowMs) || more;
    if (more) this.wake();
  }
}
