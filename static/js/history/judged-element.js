// The elements of a judged history's page begin once the history is here, and redraw when something is chosen.
//
// An element overrides `setUp` (once) and `choose(now, before)` (at first, and after each change). Listeners go when the element goes.

import { TidyElement } from "../lib/tidy-element.js";

export class JudgedElement extends TidyElement {
  connectedCallback() {
    this.host = this.closest("judged-history");
    this.host.ready.then(
      (history) => this.isConnected && this.#begin(history),
      () => undefined,
    );
  }

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

  /** Choose something, in every part of the page. */
  pick(changes) {
    this.host.chosen.set(changes);
  }

  setUp() {}

  choose() {}
}
