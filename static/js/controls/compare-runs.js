// <compare-runs>: runs side by side on one clock. Once every <recorded-run> in it is ready, makes the clock and brings its controls to
// life; their diagrams share one axis.

import { SharedAxis } from "../diagram/window.js";
import { find, queryAll, windowOf } from "../lib/dom.js";
import { Ensemble } from "../run/ensemble.js";

export class CompareRuns extends HTMLElement {
  /** @type {Ensemble} */
  session;

  connectedCallback() {
    this.addEventListener("recorded-run-ready", () => this.#begin());
    this.#begin();
  }

  #begin() {
    const runs = queryAll(this, "recorded-run");
    if (this.session || runs.length === 0 || !runs.every(({ session }) => session)) return;
    this.session = new Ensemble(
      windowOf(this),
      runs.map(({ session }) => session),
    );
    const place = find(this, "[data-transport]");
    place.append(find(place, "template").content.cloneNode(true));
    this.dataset.ready = "";
    const { tick } = this.dataset;
    this.#alignDiagrams();
    if (tick) this.session.travel({ tick: Number(tick) });
    this.dispatchEvent(new CustomEvent("compare-ready", { bubbles: true }));
  }

  /** Put all diagrams on one axis, and mark in each the operations that ended otherwise in another. */
  #alignDiagrams() {
    const diagrams = queryAll(this, "space-time");
    const differing = new Set((this.dataset.differing ?? "").split(" ").filter(Boolean));
    for (const diagram of diagrams) diagram.differing = differing;
    new SharedAxis(diagrams, this.session.store.head.tick);
  }
}

customElements.define("compare-runs", CompareRuns);
