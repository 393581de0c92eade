// <valence-panel>: which decisions can still come of the moment shown, and what the arrival of each message would make of it. Explored
// on the server. The learner is the scheduler: one click delivers a message; an ending is played in a fork.

import { present, queryAll, windowOf } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { fetchPart, runAddress } from "../run/run-address.js";

/** So long a message of an ending keeps the learner waiting for the next. */
const BETWEEN_MS = 350;

class ValencePanel extends LabElement {
  #asked = 0;
  /** @type {string | null} */
  #shown = null;

  setUp() {
    this.on(this, "click", ({ target }) => {
      const button = target.closest("button");
      if (button?.dataset.deliver) this.#deliver(button.dataset.deliver);
      else if (button?.dataset.late) this.#deliverLate(button.dataset.late.split(" "));
      else if (button?.hasAttribute("data-reveals")) this.#reveal(button);
      else if (button?.dataset.ending) this.#play(button.dataset.ending);
    });
  }

  draw() {
    const { store } = this.session;
    const is = this.view.protocol.name === "flp";
    present(this.closest("section"), "card around the panel").hidden = !is;
    if (!is) return;
    const shown = `${store.run} ${store.seq}`;
    if (shown !== this.#shown) this.#ask(shown);
    else this.#enable();
  }

  /** @param {string} shown */
  async #ask(shown) {
    this.#shown = shown;
    const asked = (this.#asked += 1);
    const found = await fetchPart(this.ownerDocument, runAddress(this, "valence", { seq: this.session.store.seq }));
    if (asked !== this.#asked) return;
    const told = this.find("[data-told]");
    const held = told.contains(this.ownerDocument.activeElement);
    told.replaceChildren(...found);
    this.#enable();
    if (held) this.query("[data-deliver]:not(:disabled)")?.focus();
  }

  /** Only who owns the lab delivers, and only in the present; an ending begins anywhere. */
  #enable() {
    const may = this.session.role?.kind === "owner";
    for (const button of queryAll(this, "[data-deliver], [data-late]", HTMLButtonElement))
      button.disabled = !may || Boolean(this.session.store.past);
    for (const button of queryAll(this, "[data-ending]")) button.hidden = !may;
  }

  /**
   * Time begins with the first delivery, so that the diagram tells one from the next.
   *
   * @param {string} message
   */
  #deliver(message) {
    const { store } = this.session;
    if (!store.playing && store.head.tick === 0) this.session.command("play");
    this.session.command("deliver_message", { message });
  }

  /**
   * Every message has to arrive in the end, also one that changes nothing any more.
   *
   * @param {string[]} messages
   */
  async #deliverLate(messages) {
    for (const message of messages) await this.session.command("deliver_message", { message });
  }

  /**
   * The valence after each offer, for one configuration: the next one has to be thought about again.
   *
   * @param {HTMLButtonElement} button
   */
  #reveal(button) {
    const hidden = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!hidden));
    for (const after of queryAll(this, ".after")) after.hidden = hidden;
  }

  /** @param {string} value */
  async #play(value) {
    const { fetch } = windowOf(this);
    const answer = await fetch(runAddress(this, "ending", { seq: this.session.store.seq, value })).catch(() => null);
    const fork = answer?.ok && (await this.session.fork());
    if (!fork) return;
    const { messages } = await answer.json();
    while (this.isConnected && this.session.store.run !== fork.run) await this.#wait(BETWEEN_MS);
    await this.session.command("play");
    for (const message of messages) {
      await this.#wait(BETWEEN_MS);
      await this.session.command("deliver_message", { message });
    }
    await this.session.command("pause");
  }

  /** @param {number} ms */
  #wait(ms) {
    return new Promise((resolve) => windowOf(this).setTimeout(resolve, ms));
  }
}

customElements.define("valence-panel", ValencePanel);
