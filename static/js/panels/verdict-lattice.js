// <verdict-lattice>: the models of consistency, strongest first, each with what the judge says of this run so far. The picture comes
// from the server; here it gets its states, and a model can be chosen.

import { assign, find, first, html, keyed, last, queryAll, setText } from "../lib/dom.js";
import { shortSeconds } from "../lib/format.js";
import { replicasText } from "../words/promise.js";
import { LabElement } from "../run/lab-element.js";
import { MARKS, STATES, asked } from "../run/verdicts.js";

class VerdictLattice extends LabElement {
  setUp() {
    this.on(this, "click", ({ target }) => this.#press(target.closest("[data-model]")));
    this.on(this, "keydown", (event) => this.#key(event));
    this.on(this, "change", ({ target }) => {
      const { value } = /** @type {HTMLInputElement} */ (target);
      this.session.chosen.set({ question: value, model: this.#kept(value) });
    });
  }

  draw() {
    const { verdicts } = this.view;
    const question = asked(this.view, this.chosen.question);
    this.find(".unjudged").hidden = Object.keys(verdicts).length > 0;
    this.find(".questions").hidden = Object.keys(verdicts).length < 2;
    for (const input of queryAll(this, "[name=question]", HTMLInputElement)) input.checked = input.value === question;
    for (const picture of queryAll(this, ".lattice")) {
      const shown = picture.dataset.question === question;
      assign(picture, { hidden: !shown });
      if (shown)
        for (const chip of queryAll(picture, "[data-model]"))
          this.#chip(chip, verdicts[question][chip.dataset.model ?? ""]);
    }
    this.#beside();
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && (now.model !== before.model || now.question !== before.question)) this.draw();
  }

  /**
   * @param {HTMLElement} chip
   * @param {Verdict | undefined} verdict
   */
  #chip(chip, verdict) {
    const { model, title } = chip.dataset;
    const status = verdict?.status ?? "undecided";
    assign(chip, {
      "data-state": status,
      "aria-pressed": String(this.chosen.model === model),
      "aria-label": `${title}: ${STATES[status]}`,
    });
    setText(find(chip, ".state-mark"), MARKS[status]);
  }

  #beside() {
    const { convergence, anomalies } = this.view;
    const line = this.find(".convergence");
    line.hidden = !convergence;
    if (convergence) {
      const after =
        convergence.state === "converged" && convergence.after_ticks > 0
          ? ` again (took ${shortSeconds(convergence.after_ticks)})`
          : "";
      setText(line, `${replicasText(this.view)}${after}.`);
      assign(line, { "data-state": convergence.state });
    }
    const document = this.ownerDocument;
    /** @type {[string, Anomaly][]} */
    const entries = anomalies.map((anomaly) => [anomaly.kind, anomaly]);
    assign(this.find(".anomalies"), { tabindex: entries.length ? 0 : null });
    keyed(
      this.find(".anomalies"),
      entries,
      () => html(document, "li", {}, html(document, "b"), html(document, "span")),
      (item, { title, count, text }) => {
        setText(first(item), `${title}${count > 1 ? `, ${count} times` : ""}. `);
        setText(last(item), text);
      },
    );
  }

  /**
   * The chosen model, if the other question knows it.
   *
   * @param {string} question
   */
  #kept(question) {
    const { model } = this.chosen;
    return model !== null && model in this.view.verdicts[question] ? model : null;
  }

  /** @param {HTMLElement | null} chip */
  #press(chip) {
    if (!chip) return;
    const { model } = chip.dataset;
    this.session.chosen.set({
      model: this.chosen.model === model ? null : (model ?? null),
      question: asked(this.view, this.chosen.question),
    });
  }

  /** @param {Targeted<KeyboardEvent>} event */
  #key(event) {
    const chip = event.target.closest("[data-model]");
    if (!chip || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    this.#press(chip);
  }
}

customElements.define("verdict-lattice", VerdictLattice);
