// <promise-line>: one line on the promises of the run. It turns red with a plain sentence when one is broken, and leads to all of them.

import { query, setText } from "../lib/dom.js";
import { unfold, unfolded } from "../controls/instruments.js";
import { LabElement } from "../run/lab-element.js";
import { promiseOf } from "../words/promise.js";

/** @type {Record<string, string>} */
const MARKS = { kept: "✓", broken: "✕", open: "…" };

class PromiseLine extends LabElement {
  /** @type {string | null} */
  model = null;

  setUp() {
    this.on(this.find("[data-act=why]"), "click", () => this.#explain());
  }

  draw() {
    const { state, title, text, model } = promiseOf(this.view, this.chosen.question);
    this.model = model;
    this.dataset.state = state;
    setText(this.find("[data-mark]"), title ? `${this.#titleOf(title)} ${MARKS[state]}` : MARKS[state]);
    setText(this.find("[data-says]"), text);
    setText(this.find("[data-act=why]"), model ? "Why?" : "All promises");
  }

  /** @param {Chosen} now @param {Chosen} before */
  choose(now, before) {
    if (this.view && now.question !== before.question) this.draw();
  }

  /** @param {string} name */
  #titleOf(name) {
    return query(this.ownerDocument, `.lattice [data-model="${name}"]`)?.dataset.title ?? name;
  }

  async #explain() {
    if (!this.model) return unfold(this.ownerDocument, "promises");
    await unfolded(this.ownerDocument, "promises", "verdict-reason");
    this.session.chosen.set({ model: this.model });
  }
}

customElements.define("promise-line", PromiseLine);
