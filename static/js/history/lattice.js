// <history-lattice>: the models, the strongest first, each with its verdict on the history. The picture comes from the server; here a model
// is chosen.

import { assign, find, present, queryAll } from "../lib/dom.js";
import { JudgedElement } from "./judged-element.js";

class HistoryLattice extends JudgedElement {
  setUp() {
    this.on(this, "click", ({ target }) => this.#press(target.closest(".model")));
    this.on(this, "keydown", (event) => {
      const chip = event.target.closest(".model");
      if (!chip || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      this.#press(chip);
    });
  }

  /** @param {import("./judged-history.js").Looked} now */
  choose({ model }) {
    for (const chip of queryAll(this, ".model")) assign(chip, { "aria-pressed": String(chip.dataset.model === model) });
  }

  /** @param {HTMLElement | null} chip */
  #press(chip) {
    if (chip) this.pick({ model: chip.dataset.model, edge: null, operation: null, step: 0 });
  }
}

/**
 * Return what the server says of a model: its title, state, definition, source, and which models imply it.
 *
 * @param {Element} element
 * @param {string} model
 */
export function factsOf(element, model) {
  return find(present(element.closest("judged-history"), "judged-history"), `.model-facts [data-model="${model}"]`)
    .dataset;
}

customElements.define("history-lattice", HistoryLattice);
