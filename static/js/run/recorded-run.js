// <recorded-run>: a run to look at. Fetches its recording, makes a session of it, and only then brings its template to life, so that
// the views in it find the session when they wake. Shows the moment and the choices that its data attributes say.
//
// Tells that it is ready by the event `recorded-run-ready`.

import { find, windowOf } from "../lib/dom.js";
import { LOADING_FAILED } from "../lib/format.js";
import { RecordedSession } from "./recorded-session.js";

const PLAY_SECONDS_MIN = 4;
const PLAY_SECONDS_MAX = 16;
const PLAYED_TICKS_A_SECOND = 400;

export class RecordedRun extends HTMLElement {
  /** @type {Timeline} */
  session;

  connectedCallback() {
    if (this.dataset.recording) this.#load(this.dataset.recording);
  }

  /**
   * Show this session in place of a recording of one's own.
   *
   * @param {Timeline} session
   */
  show(session) {
    this.session = session;
    this.querySelector("[data-loading]")?.remove();
    this.append(find(this, "template", HTMLTemplateElement).content.cloneNode(true));
    session.store.subscribe(() => this.#describe());
    this.#describe();
    this.dataset.ready = "";
    this.dispatchEvent(new CustomEvent("recorded-run-ready", { bubbles: true }));
  }

  /** @param {string} recording */
  async #load(recording) {
    const page = windowOf(this);
    try {
      const answer = await page.fetch(recording);
      if (!answer.ok) throw new Error(answer.statusText);
      const session = new RecordedSession(page, await answer.json());
      this.show(session);
      if (this.hasAttribute("data-plays")) this.#play(session);
      else this.#turnTo(session);
    } catch (error) {
      find(this, "[data-loading]").textContent = LOADING_FAILED;
      throw error;
    }
  }

  /**
   * Play the whole run, so slowly that it can be followed; for those who want less motion, show its end.
   *
   * @param {Timeline} session
   */
  #play(session) {
    const { tick } = session.store.head;
    if (windowOf(this).matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    session.playUpTo(tick, Math.min(PLAY_SECONDS_MAX, Math.max(PLAY_SECONDS_MIN, tick / PLAYED_TICKS_A_SECOND)));
  }

  /** @param {Timeline} session */
  #turnTo(session) {
    const { seq, tick, event, model, question } = this.dataset;
    if (seq) session.travel({ seq: Number(seq), tick: Number(tick) });
    const chosen = event ? session.history.event(Number(event)) : null;
    session.chosen.set({
      event: chosen?.seq ?? null,
      operation: chosen?.operation ?? null,
      ...(question ? { question } : {}),
    });
    if (model) session.chosen.set({ model });
  }

  #describe() {
    this.toggleAttribute("data-past", this.session.store.past);
  }
}

customElements.define("recorded-run", RecordedRun);
