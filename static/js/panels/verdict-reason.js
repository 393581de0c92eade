// <verdict-reason>: why the chosen model is kept, violated or undecided: the sentence with its operations as links, the late message and
// the fault behind it, the cycle edge by edge, and what the model means.

import { find, html, last, present, setText, windowOf } from "../lib/dom.js";
import { operationName } from "../words/names.js";
import { LabElement } from "../run/lab-element.js";
import { asked, chosenVerdict, linked, verdictText, verdictTitle } from "../run/verdicts.js";

class VerdictReason extends LabElement {
  setUp() {
    this.on(this, "click", ({ target }) => this.#press(target));
  }

  /** @param {StoreChange} change */
  draw({ kind, events }) {
    const { model } = this.chosen;
    if (
      kind === "frame" &&
      !events.some(({ set }) => set?.some(([path]) => path[0] === "verdicts" && path[2] === model))
    )
      return;
    this.#show();
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (!this.view || (now.model === before.model && now.question === before.question)) return;
    this.#show();
    if (!now.model) return;
    this.#explain();
    if (now.model !== before.model) this.#define(now.model);
  }

  #show() {
    const { view, chosen } = this;
    const verdict = chosenVerdict(view, chosen);
    this.hidden = !verdict;
    if (!verdict) return;
    const chip = find(
      present(this.parentElement, "place of the reason"),
      `.lattice[data-question="${asked(view, chosen.question)}"] [data-model="${chosen.model}"]`,
    );
    this.dataset.state = verdict.status;
    setText(this.find("h3"), verdictTitle(chip.dataset.title ?? "", verdict));
    this.#sentence(this.find(".explanation"), verdictText(verdict));
    this.#cause(verdict.cause);
    this.#edges(verdict.edges);
    const ask = this.query("[data-find]");
    if (ask) ask.hidden = verdict.status === "violated";
    this.find("[data-act=reveal]").hidden = verdict.status !== "violated";
  }

  /**
   * A sentence whose operations are links.
   *
   * @param {HTMLElement} place
   * @param {string} text
   */
  #sentence(place, text) {
    const document = this.ownerDocument;
    const pieces = linked(text, Object.keys(this.view.operations));
    place.replaceChildren(
      ...pieces.map((piece) =>
        typeof piece !== "string"
          ? html(
              document,
              "button",
              { type: "button", class: "link", "data-operation": piece.operation, title: piece.operation },
              operationName(this.view.operations[piece.operation]),
            )
          : piece,
      ),
    );
  }

  /** @param {Cause | null} cause */
  #cause(cause) {
    const place = this.find(".cause");
    place.hidden = !cause;
    if (!cause) return;
    this.#sentence(place, cause.text);
    if (cause.fault === null) return;
    place.append(
      " ",
      html(
        this.ownerDocument,
        "button",
        { type: "button", class: "link", "data-fault": cause.fault },
        "Show it among the events",
      ),
    );
  }

  /** @param {Edge[]} edges */
  #edges(edges) {
    const document = this.ownerDocument;
    const place = this.find(".edges");
    place.hidden = edges.length === 0;
    /** @param {string} name */
    const operation = (name) =>
      html(
        document,
        "button",
        { type: "button", class: "link", "data-operation": name, title: name },
        this.view.operations[name] ? operationName(this.view.operations[name]) : name,
      );
    last(place).replaceChildren(
      ...edges.map(({ source, target, words }) =>
        html(document, "li", {}, operation(source), ` ${words} `, operation(target)),
      ),
    );
  }

  /** An order that explains a run which keeps the model so far comes from the server, when it is asked for. */
  #explain() {
    const { view, chosen } = this;
    const place = this.find("[data-witness]");
    place.replaceChildren();
    if (chosenVerdict(view, chosen)?.status !== "holds" || !place.dataset.witness || this.session.store.past) return;
    this.#fetch(`${place.dataset.witness}${asked(view, chosen.question)}/${chosen.model}/`, place);
  }

  /**
   * So does what the model means.
   *
   * @param {string} model
   */
  #define(model) {
    this.#fetch(`/models/${model}/`, this.find("[data-entry]"));
  }

  /**
   * @param {string} url
   * @param {HTMLElement} target
   */
  #fetch(url, target) {
    windowOf(this).htmx.ajax("GET", url, { target, swap: "innerHTML" });
  }

  /** @param {HTMLElement} target */
  #press(target) {
    const { operation, fault } = target.dataset;
    if (operation)
      this.session.chosen.set({ operation, node: this.view.operations[operation]?.node ?? this.chosen.node });
    else if (fault) this.session.chosen.set({ event: Number(fault) });
    else if (target.closest("[data-act=reveal]")) this.#reveal();
    else if (target.closest("[data-act=close]")) this.session.chosen.set({ model: null });
    else if (target.closest("[data-find]")) this.#find();
  }

  /** Ask for the diagram to show the operations of the violation, and what came late. */
  #reveal() {
    this.dispatchEvent(new CustomEvent("reveal-verdict", { bubbles: true }));
  }

  #find() {
    const { model, question } = this.chosen;
    const { htmx } = windowOf(this);
    const place = this.find("[data-find]");
    htmx.ajax("POST", place.dataset.url ?? "", { target: place, swap: "innerHTML", values: { model, question } });
  }
}

customElements.define("verdict-reason", VerdictReason);
