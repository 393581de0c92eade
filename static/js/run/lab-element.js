// What the elements of a lab page have in common: they find the page's session, and redraw when it changes.
//
// A view overrides `setUp` (once, when attached), `draw(change)` (after each change of what is shown, if there is a view), `drawHead`
// (after each change of the present while an earlier moment is shown), and `choose(now, before)` (after a change of what the
// learner has chosen). Listeners go when the element goes.

import { find } from "../lib/dom.js";
import { TidyElement } from "../lib/tidy-element.js";

/**
 * An element that holds the session of the page, or of one run in it.
 *
 * @typedef {HTMLElement & { session: Timeline }} Host
 */

export class LabElement extends TidyElement {
  /** @type {Timeline} */
  session;

  connectedCallback() {
    const host =
      this.closest("lab-session, recorded-run, compare-runs, demo-cluster") ?? find(this.ownerDocument, "lab-session");
    this.session = /** @type {Host} */ (host).session;
    this.setUp();
    this.follow(
      this.session.store.subscribe((change) => (change.kind === "head" ? this.drawHead() : this.draw(change))),
    );
    this.follow(this.session.chosen.subscribe((now, before) => this.choose(now, before)));
    if (this.view) this.draw({ kind: "snapshot", events: [] });
  }

  /** The view that is shown. There is one whenever `draw` is called; `choose` has to see for itself. */
  get view() {
    return /** @type {View} */ (this.session.store.view);
  }

  get chosen() {
    return this.session.chosen.value;
  }

  setUp() {}

  /** @param {StoreChange} _change */
  draw(_change) {}

  drawHead() {}

  /**
   * @param {Chosen} _now
   * @param {Chosen} _before
   */
  choose(_now, _before) {}
}
