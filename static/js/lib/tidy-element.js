// An element that tidies up after itself: listeners and subscriptions go when the element goes.

export class TidyElement extends HTMLElement {
  #undo = [];

  disconnectedCallback() {
    for (const undo of this.#undo.splice(0)) undo();
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
}
