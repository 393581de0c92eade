// What the elements of a lab page have in common: they find the page's session, and redraw when it changes.
//
// A view overrides `setUp` (once, when attached), `draw(change)` (after each change of what is shown, if there is a view), `drawHead`
// (after each change of the present while an earlier moment is shown), and `choose(now, before)` (after a change of what the
// learner has chosen). Listeners go when the element goes.

import { TidyElement } from "../lib/tidy-element.js";

export class LabElement extends TidyElement {
  connectedCallback() {
    const host =
      this.closest("lab-session, recorded-run, compare-runs, demo-cluster") ??
      this.ownerDocument.querySelector("lab-session");
    this.session = host.session;
    this.setUp();
    this.follow(
      this.session.store.subscribe((change) => (change.kind === "head" ? this.drawHead() : this.draw(change))),
    );
    this.follow(this.session.chosen.subscribe((now, before) => this.choose(now, before)));
    if (this.view) this.draw({ kind: "snapshot", events: [] });
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
