// What the elements of a lab page have in common: they find the page's session, and redraw when it changes.
//
// A view overrides `setUp` (once, when attached), `draw(change)` (after each change of what is shown, if there is a view), `drawHead`
// (after each change of the present while an earlier moment is shown), and `choose(now, before)` (after a change of what the
// learner has chosen). Listeners go when the element goes.

export class LabElement extends HTMLElement {
  #undo = [];

  connectedCallback() {
    const host = this.closest("lab-session, recorded-run, compare-runs, demo-cluster") ?? this.ownerDocument.querySelector("lab-session");
    this.session = host.session;
    this.setUp();
    this.follow(this.session.store.subscribe((change) => (change.kind === "head" ? this.drawHead() : this.draw(change))));
    this.follow(this.session.chosen.subscribe((now, before) => this.choose(now, before)));
    if (this.view) this.draw({ kind: "snapshot", events: [] });
  }

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

  get view() {
    return this.session.store.view;
  }

  get chosen() {
    return this.session.chosen.value;
  }

  setUp() {}

  draw() {}

  drawHead() {}

  choose() {}
}
