// <stale-callout>: says at once, over the picture, that a read was stale and what it missed. New ones replace the old.

import { setText } from "../lib/dom.js";
import { operationText, resultText } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { staleReads } from "../run/stale-reads.js";

class StaleCallout extends LabElement {
  /** @type {string | null | undefined} */
  latest;
  /** @type {string | undefined} */
  missed;

  setUp() {
    this.on(this.find("[data-act=show]"), "click", () => this.#show());
    this.on(this.find("[data-act=close]"), "click", () => (this.hidden = true));
  }

  /** @param {StoreChange} change */
  draw({ kind }) {
    const [id, operation] = staleReads(this.view.operations).at(-1) ?? [null, null];
    if (kind !== "frame") {
      this.hidden = true;
      this.latest = id;
    } else if (id !== null && id !== this.latest) this.#tell(id, operation);
  }

  /**
   * @param {string} id
   * @param {Operation} operation
   */
  #tell(id, operation) {
    this.latest = id;
    this.missed = operation.stale?.missed;
    setText(
      this.find("strong"),
      `Stale read. ${operation.client}: ${operationText(operation)} at ${operation.node} ${resultText(operation)}.`,
    );
    setText(this.find("p span"), operation.stale?.text);
    this.hidden = false;
  }

  #show() {
    this.session.chosen.set({ operation: this.missed });
  }
}

customElements.define("stale-callout", StaleCallout);
