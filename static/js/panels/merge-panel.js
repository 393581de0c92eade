// <merge-panel>: when the chosen event is the arrival of states or operations at a node, a button that opens what they did there.

import { html, setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { fetchPart, runAddress } from "../run/run-address.js";

const CARRIES = /:(states|deltas|operation)\b/;
const MERGE = { button: "Open this merge", title: "One merge" };
const EFFECT = { button: "Open what this operation did", title: "One operation, delivered" };

/**
 * Return the words for what can be opened at an event: a merge, an operation's effect, or null.
 *
 * @param {WireEvent | null | undefined} event
 * @param {Record<string, NodeState>} nodes
 */
export function opens(event, nodes) {
  if (event?.kind !== "message_delivered" || !((event.process ?? "") in nodes)) return null;
  const carried = CARRIES.exec(event.message ?? "")?.[1];
  if (!carried) return null;
  return carried === "operation" ? EFFECT : MERGE;
}

class MergePanel extends LabElement {
  /** @type {HTMLDialogElement} */
  dialog;

  setUp() {
    this.dialog = this.find("dialog");
    this.on(this.find("button"), "click", () => this.#open());
    this.on(
      this.dialog,
      "click",
      ({ target }) => (target === this.dialog || target.closest("[data-closes]")) && this.dialog.close(),
    );
  }

  draw() {
    const { event: seq } = this.chosen;
    const { store, history } = this.session;
    const event = seq === null ? null : (store.log.find((entry) => entry.seq === seq) ?? history?.event(seq));
    const words = opens(event, this.view.nodes);
    this.hidden = !words;
    if (!words) return;
    setText(this.find("button"), words.button);
    setText(this.find("h2"), words.title);
    this.dialog.setAttribute("aria-label", words.title);
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && now.event !== before.event) this.draw();
  }

  async #open() {
    const document = this.ownerDocument;
    const body = this.find(".merge-body");
    const seq = this.chosen.event ?? 0;
    body.replaceChildren(html(document, "p", {}, "Loading…"));
    this.dialog.showModal();
    const found = await fetchPart(document, runAddress(this, "merge", { seq }));
    if (seq === this.chosen.event) body.replaceChildren(...found);
  }
}

customElements.define("merge-panel", MergePanel);
