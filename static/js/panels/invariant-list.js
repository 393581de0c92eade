// <invariant-list>: what an agreement protocol is to keep, at the moment shown, beside a run that is compared with others.

import { drawInvariants } from "./draw-invariants.js";
import { LabElement } from "../run/lab-element.js";

class InvariantList extends LabElement {
  draw() {
    const { invariants } = this.view;
    this.hidden = invariants.length === 0;
    drawInvariants(this.find(".invariants"), invariants);
  }
}

customElements.define("invariant-list", InvariantList);
