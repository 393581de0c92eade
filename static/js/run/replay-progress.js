// <replay-progress>: that a run is being replayed, once that takes longer than a second.

import { LabElement } from "./lab-element.js";

const PATIENCE_MS = 1000;

class ReplayProgress extends LabElement {
  #timer = null;

  setUp() {
    this.page = this.ownerDocument.defaultView;
    this.follow(this.session.replays.subscribe(({ waiting }) => this.#wait(waiting)));
    this.follow(() => this.page.clearTimeout(this.#timer));
  }

  #wait(waiting) {
    this.page.clearTimeout(this.#timer);
    if (waiting === 0) this.hidden = true;
    else this.#timer = this.page.setTimeout(() => (this.hidden = false), PATIENCE_MS);
  }
}

customElements.define("replay-progress", ReplayProgress);
