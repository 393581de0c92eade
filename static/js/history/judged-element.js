// The elements of a judged history's page begin once the history is here, and redraw when something is chosen.
//
// An element overrides `setUp` (once) and `choose(now, before)` (at first, and after each change). Listeners go when the element goes.

import { present } from "../lib/dom.js";
import { TidyElement } from "../lib/tidy-element.js";

/** @typedef {import("./judged-history.js").Looked} Looked */

export class JudgedElement extends TidyElement {
  /** @type {import("./judged-history.js").JudgedHistory} */
  host;
  /** @type {import("./model.js").History} */
  history;

  connectedCallback() {
    this.host = present(this.closest("judged-history"), "judged-history");
    this.host.ready.then(
      (history) => this.isConnected && this.#begin(history),
      () => undefined,
    );
  }

  /** @param {import("./model.js").History} history */
  #begin(history) {
    this.history = history;
    this.setUp();
    this.follow(this.host.chosen.subscribe((now, before) => this.choose(now, before)));
    this.choose(this.chosen, {});
  }

  /** What is chosen. */
  get chosen() {
    return this.host.chosen.value;
  }

  /**
   * Choose something, in every part of the page.
   *
   * @param {Partial<Looked>} changes
   */
  pick(changes) {
    this.host.chosen.set(changes);
  }

  setUp() {}

  /**
   * @param {Looked} _now
   * @param {Partial<Looked>} _before
   */
  choose(_now, _before) {}
}
