// <history-reason>: why the chosen model is violated, holds or is undecided. Violated: the sentence with its operations as links, and the
// clash edge by edge. Holds: an order that explains every answer, step by step. Undecided: what was reached, and how to go on.

import { html, queryAll } from "../lib/dom.js";
import { factsOf } from "./lattice.js";
import { clashPart, linkTo, litBy, sentencePart } from "./clash.js";
import { NOTHING_LIT } from "./judged-history.js";
import { WitnessSteps } from "./witness.js";
import { JudgedElement } from "./judged-element.js";

const ONE_ORDER = ["linearizable", "sequential"];
const REGISTERS = ["register", "cas-register"];
/** @type {Record<VerdictStatus, (title: string) => string>} */
const NAMED = {
  violated: (title) => `Why not ${lowered(title)}?`,
  holds: (title) => `${title} holds`,
  undecided: (title) => `${title}: undecided`,
};

/** @param {string} title */
const lowered = (title) => (title === "PRAM" ? title : title.charAt(0).toLowerCase() + title.slice(1));

export class HistoryReason extends JudgedElement {
  /** @type {HTMLElement} */
  place;
  /** @type {WitnessSteps} */
  steps;

  setUp() {
    this.place = this.find(".scroll");
    this.steps = new WitnessSteps(this);
    this.on(this, "click", ({ target }) => this.#press(target.closest("[data-operation], [data-edge]")));
    for (const kind of /** @type {const} */ (["pointerover", "focusin"]))
      this.on(this, kind, ({ target }) => this.host.lit.set(litBy(this.history.models[this.chosen.model], target)));
    for (const kind of /** @type {const} */ (["pointerleave", "focusout"]))
      this.on(this, kind, () => this.host.lit.set(NOTHING_LIT));
  }

  /**
   * @param {import("./judged-history.js").Looked} now
   * @param {Partial<import("./judged-history.js").Looked>} before
   */
  choose(now, before) {
    if (now.model !== before.model) this.#show();
    for (const item of queryAll(this, ".edges [data-edge]"))
      item.setAttribute("aria-pressed", String(Number(item.dataset.edge) === now.edge));
    if (now.step !== before.step || now.model !== before.model) this.steps.show();
  }

  #show() {
    const { model } = this.chosen;
    const verdict = this.history.models[model];
    const { title = "", definition, source } = factsOf(this, model);
    this.dataset.state = verdict.verdict;
    this.find("h2").textContent = NAMED[verdict.verdict](title);
    const document = this.ownerDocument;
    const meaning = html(
      document,
      "p",
      { class: "definition-line" },
      html(document, "b", {}, title),
      ` ${definition} `,
      html(document, "small", {}, source),
    );
    this.place.replaceChildren(...this[`_${verdict.verdict}`](verdict, model), meaning);
    this.place.scrollTop = 0;
  }

  /** @param {import("./model.js").JudgedVerdict} verdict */
  _violated(verdict) {
    this.steps.take(null);
    return [sentencePart(this, verdict), clashPart(this, verdict)];
  }

  /**
   * @param {import("./model.js").JudgedVerdict} _verdict
   * @param {string} model
   */
  _holds(_verdict, model) {
    const document = this.ownerDocument;
    const from = this.#withWitness(model);
    this.steps.take(from ? { model: from, order: this.history.models[from].witness } : null);
    if (!from)
      return [
        html(
          document,
          "p",
          {},
          "Nothing in this history contradicts it. It asks for no single order of all operations, so there is none to show.",
        ),
      ];
    const why =
      from === model
        ? "In this order of its operations, every answer is what one copy would have given."
        : `It follows, since ${lowered(factsOf(this, from).title ?? "")} holds: this order explains every answer.`;
    return [html(document, "p", {}, why), this.steps.place];
  }

  /**
   * @param {import("./model.js").JudgedVerdict} verdict
   * @param {string} model
   */
  _undecided({ explanation }, model) {
    this.steps.take(null);
    const document = this.ownerDocument;
    const parts = [html(document, "p", {}, explanation || "The search reached its bound before it found an answer.")];
    if (!ONE_ORDER.includes(model) && !REGISTERS.includes(this.history.data)) return parts;
    const command =
      `python manage.py check_history FILE ${this.host.dataset.file} --model ${model} --steps 100000000`.replaceAll(
        "  ",
        " ",
      );
    const copy = html(document, "button", { type: "button", class: "small", "data-copy-text": command }, "Copy");
    const line = html(document, "div", { class: "command" }, html(document, "code", {}, command), copy);
    return [...parts, html(document, "p", {}, "On your own machine, the search can go on for longer:"), line];
  }

  /**
   * The strongest model with an order to show, from which this one follows; itself if it has one.
   *
   * @param {string} model
   */
  #withWitness(model) {
    const { models } = this.history;
    const candidates = [model, ...(factsOf(this, model).stronger ?? "").split(" ").filter(Boolean)];
    return (
      candidates.find(
        (name) => ONE_ORDER.includes(name) && models[name]?.verdict === "holds" && models[name].witness.length > 0,
      ) ?? null
    );
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (!button || !this.contains(button)) return;
    if (button.dataset.edge !== undefined) this.pick({ edge: Number(button.dataset.edge), operation: null });
    else this.pick({ operation: Number(button.dataset.operation), edge: null });
  }

  /**
   * A link to an operation.
   *
   * @param {number} number
   * @param {string} text
   */
  link(number, text) {
    return linkTo(this.ownerDocument, number, text);
  }
}

customElements.define("history-reason", HistoryReason);
