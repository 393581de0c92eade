// <judged-history>: the page of a judged history. It loads what the judge said, and holds what is chosen: a model, an edge of its clash,
// an operation, a key, a step of a witness. What is chosen stands in the address, so that a link opens the same view.

import { find, windowOf } from "../lib/dom.js";
import { Observable } from "../lib/emitter.js";
import { History } from "./model.js";
import { firstModel, fromHash, toHash } from "./judged-link.js";

const FAILED = "This history could not be loaded. Check the connection and reload the page.";

/**
 * What of a judged history is looked at.
 *
 * @typedef {object} Looked
 * @property {string} model
 * @property {number | null} edge Its place among the edges of the model's clash.
 * @property {number | null} operation
 * @property {string} key Empty: all keys.
 * @property {boolean} only Only the operations of the clash.
 * @property {number} step Of a witness.
 */

/**
 * The points that are shown: the step of each operation, placed by hand; or the order of a witness.
 *
 * @typedef {object} JudgedPoints
 * @property {Map<number, number> | number[] | null} places
 * @property {boolean} hand
 * @property {string | null} contradicts
 * @property {number} [now] The step that is shown, counted from 1.
 * @property {string} [model]
 */

/**
 * What the pointer or the focus is on in the reason: operations, and perhaps an edge between them.
 *
 * @typedef {object} Lit
 * @property {number[]} operations
 * @property {number | null} edge
 */

/** @type {Lit} */
export const NOTHING_LIT = { operations: [], edge: null };

/** @type {Looked} */
const UNCHOSEN = { model: "", edge: null, operation: null, key: "", only: false, step: 0 };

/** @type {JudgedPoints} */
const NO_POINTS = { places: null, hand: false, contradicts: null };

export class JudgedHistory extends HTMLElement {
  /** @type {Promise<History>} */
  ready;
  chosen = new Observable(UNCHOSEN);
  points = new Observable(NO_POINTS);
  lit = new Observable(NOTHING_LIT);

  connectedCallback() {
    this.ready = this.#load();
    this.ready.catch(() => this.#fail());
  }

  async #load() {
    const page = windowOf(this);
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
    find(this, "history-reason h2").textContent = FAILED;
  }
}

customElements.define("judged-history", JudgedHistory);
