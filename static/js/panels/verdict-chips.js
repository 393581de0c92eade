// <verdict-chips>: what the judge says of each model at the moment shown, as a list.

import { assign, first, queryAll, setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { MARKS, STATES } from "../run/verdicts.js";

class VerdictChips extends LabElement {
  draw() {
    for (const chip of queryAll(this, "[data-model]")) {
      const { model = "", question = "", title } = chip.dataset;
      const status = this.view.verdicts[question]?.[model]?.status;
      chip.hidden = !status;
      if (!status) continue;
      assign(chip, { "data-state": status, "aria-label": `${title}: ${STATES[status]}` });
      setText(first(chip), MARKS[status]);
    }
    for (const list of queryAll(this, "section")) list.hidden = !list.querySelector("[data-model]:not([hidden])");
  }
}

customElements.define("verdict-chips", VerdictChips);
