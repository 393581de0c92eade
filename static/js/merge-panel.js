// <merge-panel>: when the chosen event is the arrival of states at a node, a button that opens what the merge made of them.

import { LabElement } from "./lab-element.js";

const CARRIES_STATES = /:(states|deltas)\b/;

/** Whether an event is the arrival of states at a node. */
export function isMerge(event, nodes) {
  return event?.kind === "message_delivered" && event.process in nodes && CARRIES_STATES.test(event.message);
}

class MergePanel extends LabElement {
  setUp() {
    this.on(this.find("button"), "click", () => this.#open());
  }

  draw() {
    const { event: seq } = this.chosen;
    const { store, history } = this.session;
    const event = seq === null ? null : (store.log.find((entry) => entry.seq === seq) ?? history?.event(seq));
    this.hidden = !isMerge(event, this.view.nodes);
  }

  choose(now, before) {
    if (this.view && now.event !== before.event) this.draw();
  }

  #open() {
    const document = this.ownerDocument;
    const { store } = this.session;
    const target = document.getElementById("merge-body");
    target.replaceChildren("Loading…");
    document.getElementById("merge").showModal();
    document.defaultView.htmx.ajax("GET", `${this.dataset.url}?run=${store.run}&seq=${this.chosen.event}`, { target, swap: "innerHTML" });
  }
}

customElements.define("merge-panel", MergePanel);
