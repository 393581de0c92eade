// <promise-line>: one line on the promises of the run. It turns red with a plain sentence when one is broken, and leads to all of them.

import { capitalized } from "../lib/format.js";
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
    const why = this.find("[data-act=why]");
    why.hidden = !query(this.ownerDocument, "[data-instrument=promises]");
    this.on(why, "click", () => this.#explain());
    const share = this.query("[data-act=card]");
    if (share) this.on(share, "click", () => this.#share());
  }

  draw() {
    const { state, title, text, model } = promiseOf(this.view, this.chosen.question);
    this.model = model;
    this.dataset.state = state;
    setText(this.find("[data-mark]"), title ? `${this.#titleOf(title)} ${MARKS[state]}` : MARKS[state]);
    setText(this.find("[data-says]"), text);
    const share = this.query("[data-act=card]");
    if (share) share.hidden = state !== "broken" || !this.session.path || this.session.store.past;
    setText(this.find("[data-act=why]"), model ? "Why?" : "All promises");
  }

  /** @param {Chosen} now @param {Chosen} before */
  choose(now, before) {
    if (this.view && now.question !== before.question) this.draw();
  }

  /** @param {string} name */
  #titleOf(name) {
    const chip = query(this.ownerDocument, `.lattice [data-model="${name}"]`);
    return chip?.dataset.title ?? capitalized(name.replaceAll("_", " "));
  }

  async #share() {
    const { showCard } = await import("../watching/card.js");
    await showCard(this.ownerDocument, this.session);
  }

  async #explain() {
    if (!this.model) return unfold(this.ownerDocument, "promises");
    await unfolded(this.ownerDocument, "promises", "verdict-reason");
    this.session.chosen.set({ model: this.model });
  }
}

customElements.define("promise-line", PromiseLine);
