// <judged-history>: the page of a judged history. It loads what the judge said, and holds what is chosen: a model, an edge of its clash,
// an operation, a key, a step of a witness. What is chosen stands in the address, so that a link opens the same view.

import { Observed } from "../lib/emitter.js";
import { History } from "./model.js";
import { firstModel, fromHash, toHash } from "./judged-link.js";

const FAILED = "This history could not be loaded. Check the connection and reload the page.";

class JudgedHistory extends HTMLElement {
  chosen = new Observed({ model: null, edge: null, operation: null, key: "", only: false, step: 0 });
  points = new Observed({ places: null, hand: false, contradicts: null });

  connectedCallback() {
    this.ready = this.#load();
    this.ready.catch(() => this.#fail());
  }

  async #load() {
    const page = this.ownerDocument.defaultView;
    const answer = await page.fetch(`${this.dataset.base}result.json`);
    if (!answer.ok) throw new Error(String(answer.status));
    const history = new History(await answer.json());
    const asked = fromHash(page.location.hash, history);
    this.chosen.value = { ...this.chosen.value, ...asked, model: asked.model ?? firstModel(history) };
    this.chosen.subscribe((now) => page.history.replaceState(null, "", toHash(now) || page.location.pathname));
    page.addEventListener("hashchange", () => this.chosen.set(fromHash(page.location.hash, history)));
    this.dataset.ready = "";
    return history;
  }

  #fail() {
    this.querySelector("history-reason h2").textContent = FAILED;
  }
}

customElements.define("judged-history", JudgedHistory);
