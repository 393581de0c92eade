// <replay-progress>: that a run is being replayed, once that takes longer than a second.

import { windowOf } from "../lib/dom.js";
import { LabElement } from "./lab-element.js";

const PATIENCE_MS = 1000;

class ReplayProgress extends LabElement {
  /** @type {number | undefined} */
  #timer;
  /** @type {Page} */
  page;

  setUp() {
    this.page = windowOf(this);
    this.follow(this.session.replays.subscribe(({ waiting }) => this.#wait(waiting)));
    this.follow(() => this.page.clearTimeout(this.#timer));
  }

  /** @param {number} waiting */
  #wait(waiting) {
    this.page.clearTimeout(this.#timer);
    if (waiting === 0) this.hidden = true;
    else
      this.#timer = this.page.setTimeout(() => {
        this.hidden = false;
      }, PATIENCE_MS);
  }
}

customElements.define("replay-progress", ReplayProgress);
