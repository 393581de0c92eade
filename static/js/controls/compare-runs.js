// <compare-runs>: runs side by side on one clock. Once every <recorded-run> in it is ready, makes the clock and brings its controls to
// life.

import { Ensemble } from "../run/ensemble.js";

class CompareRuns extends HTMLElement {
  connectedCallback() {
    this.addEventListener("recorded-run-ready", () => this.#begin());
    this.#begin();
  }

  #begin() {
    const runs = [...this.querySelectorAll("recorded-run")];
    if (this.session || runs.length === 0 || !runs.every(({ session }) => session)) return;
    this.session = new Ensemble(
      this.ownerDocument.defaultView,
      runs.map(({ session }) => session),
    );
    const place = this.querySelector("[data-transport]");
    place.append(place.querySelector("template").content.cloneNode(true));
    this.dataset.ready = "";
    const { tick } = this.dataset;
    if (tick) this.session.travel({ tick: Number(tick) });
    this.dispatchEvent(new CustomEvent("compare-ready", { bubbles: true }));
  }
}

customElements.define("compare-runs", CompareRuns);
