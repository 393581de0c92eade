// <clock-panel>: "Order these two." Two events, taken from what is chosen anywhere on the page, are ordered by the learner; then every
// clock's stamps of both are compared, with what it claims and what is true. Judged on the server.
//
// 1. A chosen event fills the active place, A or B; who goes on to the diagram from here finds both letters there;
// 2. with both filled the learner answers, or asks to be shown; only then the clocks are told;
// 3. another event in a place is another question.

import { find, html, queryAll, setText, windowOf } from "../lib/dom.js";
import { seconds } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { refusalWords, runAddress } from "../run/run-address.js";
import { select } from "../lib/tabs.js";
import { NONE, activate, asked, choose, complete, scored, scoreText, swapped } from "./two-events.js";

const FAILED = "The clocks could not be asked. Check the connection and try again.";

/** @typedef {import("./two-events.js").Slot} Slot */
/** @typedef {import("./two-events.js").Two} Two */

class ClockPanel extends LabElement {
  #two = NONE;
  #score = { right: 0, asked: 0 };
  #turn = 0;
  /** @type {number | null} */
  #run = null;
  #question = 0;
  #stampsAsked = 0;
  /** @type {string | null} */
  #stamped = null;
  #stampsOwn = false;
  #followed = false;

  setUp() {
    this.on(this, "click", ({ target }) => this.#press(target.closest("button")));
    this.on(this, "submit", (event) => this.#giveNumber(event));
    this.on(this.ownerDocument, "tab-shown", ({ target }) => this.#tab(target));
    this.#show();
  }

  draw() {
    if (this.#run === this.session.store.run) return;
    this.#run = this.session.store.run;
    this.#change(NONE);
    this.#take(this.chosen.event);
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (now.event !== before.event) this.#take(now.event);
  }

  get #visible() {
    return this.offsetParent !== null;
  }

  // The two events

  /** @param {number | null} seq */
  #take(seq) {
    this.#askStamps();
    if (seq !== null && seq !== this.#two.a && seq !== this.#two.b) this.#change(choose(this.#two, seq));
  }

  /** @param {Two} two */
  #change(two) {
    const same = two.a === this.#two.a && two.b === this.#two.b;
    this.#two = two;
    if (!same) {
      this.#forget();
      this.#letter();
    }
    this.#show();
  }

  /** @param {HTMLElement} tab */
  #tab(tab) {
    this.#askStamps();
    if (!tab.closest("[role=tablist]")?.contains(this.ownerDocument.getElementById("tab-clocks"))) return;
    this.#followed = false;
    this.#letter();
  }

  /** The letters stand on the diagram for who came from here to see them; on a run that nobody orders they would say nothing. */
  #letter() {
    const { a, b } = this.#two;
    this.session.chosen.set({ pair: this.#visible || this.#followed ? { a, b } : null });
  }

  #forget() {
    this.#question += 1;
    this.find("[data-judged]").replaceChildren();
    setText(this.find("[role=status]"), "");
    this.#tell(false);
  }

  /**
   * Show the clocks' stamps, or hide them. Once they are shown the question cannot be answered any more.
   *
   * @param {boolean} told
   */
  #tell(told) {
    this.find(".told").hidden = !told;
    for (const button of queryAll(this, "[data-answer]")) button.hidden = told;
    setText(
      this.find(".exercise b"),
      told ? "Told. Choose other events for another question." : "Order these two: A happened",
    );
  }

  #show() {
    for (const button of queryAll(this, "[data-slot]"))
      this.#showSlot(button, /** @type {Slot} */ (button.dataset.slot));
    this.find(".exercise").hidden = !complete(this.#two);
    setText(this.find("[data-score]"), scoreText(this.#score));
  }

  /**
   * @param {HTMLElement} button
   * @param {Slot} slot
   */
  #showSlot(button, slot) {
    const event = this.#event(this.#two[slot]);
    const what = event
      ? [html(this.ownerDocument, "time", {}, seconds(event.tick)), ` ${event.text}`]
      : ["choose an event in the log or on the diagram"];
    button.replaceChildren(
      html(this.ownerDocument, "b", {}, slot.toUpperCase()),
      html(this.ownerDocument, "span", {}, ...what),
    );
    button.setAttribute("aria-pressed", String(this.#two.active === slot));
    button.toggleAttribute("data-empty", !event);
  }

  /** @param {number | null} seq */
  #event(seq) {
    const { history, store } = this.session;
    return (seq === null ? undefined : history.event(seq)) ?? store.log.find((event) => event.seq === seq);
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (!button) return;
    const { slot, answer, act } = button.dataset;
    if (slot) this.#change(activate(this.#two, /** @type {Slot} */ (slot)));
    else if (answer !== undefined) this.#answer(answer);
    else this.#acts[act ?? ""]?.();
  }

  /** @type {Record<string, () => void>} */
  #acts = {
    swap: () => this.#change(swapped(this.#two)),
    clear: () => this.#change(NONE),
    own: () => {
      this.#stampsOwn = !this.#stampsOwn;
      this.find("[data-act=own]").setAttribute("aria-pressed", String(this.#stampsOwn));
      this.#askStamps();
    },
    pair: () => this.#takeTwo(),
    diagram: () => {
      this.session.chosen.set({ event: this.#two.a });
      select(find(this.ownerDocument, "#tab-diagram"));
      this.#followed = true;
      this.#letter();
    },
  };

  // What the server says

  /** @param {string} answer */
  async #answer(answer) {
    const question = (this.#question += 1);
    const told = await this.#fetch(runAddress(this, "clocks", asked(this.#two, answer)));
    if (question !== this.#question) return;
    this.find("[data-judged]").replaceChildren(...told);
    this.find(".told").hidden = false;
    const truth = this.query(".clock-truth");
    setText(this.find("[role=status]"), (truth ?? told[0]).textContent.trim());
    if (!truth) return;
    this.#score = scored(this.#score, truth.dataset.answered);
    this.#show();
    this.#tell(true);
    this.find(".told").focus();
  }

  async #takeTwo() {
    const { seq } = this.session.store;
    const question = (this.#question += 1);
    const { fetch } = windowOf(this);
    const answer = await fetch(runAddress(this, "clocks/pair", { until: seq, turn: this.#turn })).catch(() => null);
    const refusal = await refusalWords(answer, FAILED);
    const found = refusal === FAILED ? await answer?.json().catch(() => null) : null;
    if (question !== this.#question) return;
    if (!found?.a) return void this.session.notify("plain", found?.message ?? refusal);
    this.#turn += 1;
    this.#change({ ...found, active: "a" });
  }

  /** The stamps of the chosen event, or the learner's own for it, are asked for while they can be seen. */
  async #askStamps() {
    const { event } = this.chosen;
    const what = this.#stampsOwn ? "clocks/number" : "clocks";
    const key = `${this.session.store.run} ${event} ${what}`;
    if (!this.#visible || this.#stamped === key) return;
    this.#stamped = key;
    if (this.#stampsOwn) this.find("[data-stamps]").replaceChildren();
    const none = html(this.ownerDocument, "p", {}, "No event is chosen.");
    await this.#showStamps(event === null ? [none] : this.#fetch(runAddress(this, what, { a: event })));
  }

  /** @param {SubmitEvent} event */
  #giveNumber(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    event.preventDefault();
    const number = find(form, "input").value;
    this.#showStamps(this.#fetch(runAddress(this, "clocks/number", { a: form.dataset.number ?? "", number })));
  }

  /** @param {HTMLElement[] | Promise<Element[]>} answer */
  async #showStamps(answer) {
    const asked = (this.#stampsAsked += 1);
    const told = await answer;
    if (asked === this.#stampsAsked) this.find("[data-stamps]").replaceChildren(...told);
  }

  /** @param {string} url */
  async #fetch(url) {
    const { fetch, DOMParser } = windowOf(this);
    const answer = await fetch(url).catch(() => null);
    if (!answer?.ok)
      return [html(this.ownerDocument, "p", { class: "clock-problem" }, await refusalWords(answer, FAILED))];
    return [...new DOMParser().parseFromString(await answer.text(), "text/html").body.children];
  }
}

customElements.define("clock-panel", ClockPanel);
