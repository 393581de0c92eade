// What the elements of a judged history's page have in common: they begin once the history is here, and redraw when something is chosen.
//
// An element overrides `setUp` (once) and `choose(now, before)` (at first, and after each change). Listeners go when the element goes.

export class JudgedElement extends HTMLElement {
  #undo = [];

  connectedCallback() {
    this.host = this.closest("judged-history");
    this.host.ready.then((history) => this.isConnected && this.#begin(history), () => undefined);
  }

  disconnectedCallback() {
    for (const undo of this.#undo.splice(0)) undo();
  }

  #begin(history) {
    this.history = history;
    this.setUp();
    this.follow(this.host.chosen.subscribe((now, before) => this.choose(now, before)));
    this.choose(this.chosen, {});
  }

  /** Keep an undoing until the element goes. */
  follow(undo) {
    this.#undo.push(undo);
  }

  /** Listen for an event until the element goes. */
  on(target, type, listener, options) {
    target.addEventListener(type, listener, options);
    this.follow(() => target.removeEventListener(type, listener, options));
  }

  /** The first element within that matches. */
  find(selector) {
    return this.querySelector(selector);
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
