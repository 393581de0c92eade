// <operations-list>: every operation with its interval, result and outcome, newest first. A stale read says in a sentence which
// finished write it missed, and leads there.

import { assign, first, html, keyed, last, setText } from "../lib/dom.js";
import { intervalText, operationText, resultText } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { staleReads } from "../run/stale-reads.js";
import { chosenVerdict } from "../run/verdicts.js";

/** @type {("operation" | "model" | "question")[]} */
const SHOWN = ["operation", "model", "question"];

const ROWS_MAX = 200;

class OperationsList extends LabElement {
  /** @type {HTMLElement} */
  body;
  /** @type {Set<string>} */
  violating;

  setUp() {
    this.body = this.find("tbody");
    this.on(this, "click", ({ target }) => this.#press(target));
  }

  draw() {
    const operations = Object.entries(this.view.operations).slice(-ROWS_MAX).reverse();
    this.violating = new Set(chosenVerdict(this.view, this.chosen)?.operations);
    /** @type {[string, Operation][]} */
    const rows = operations.flatMap(([id, operation]) =>
      operation.stale
        ? [
            [id, operation],
            [`${id} stale`, operation],
          ]
        : [[id, operation]],
    );
    this.find(".empty").hidden = operations.length > 0;
    this.find("table").hidden = operations.length === 0;
    keyed(
      this.body,
      rows,
      (operation, key) => this.#create(operation, key),
      (row, operation, key) => this.#update(row, operation, key),
    );
    this.#count();
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (!this.view || SHOWN.every((name) => now[name] === before[name])) return;
    this.draw();
    if (now.operation === before.operation) return;
    const row = this.body.querySelector("[data-chosen]");
    row?.scrollIntoView({ block: "nearest" });
  }

  #count() {
    const stale = staleReads(this.view.operations).length;
    const total = Object.keys(this.view.operations).length;
    setText(this.find(".count"), stale ? `${total}, ${stale} stale` : total ? `${total}` : "");
  }

  /**
   * @param {Operation} operation
   * @param {string} key
   */
  #create(operation, key) {
    const document = this.ownerDocument;
    if (key.endsWith(" stale")) return this.#createStale(operation);
    const cells = ["what", "node", "interval", "outcome"].map((name) => html(document, "td", { class: name }));
    const name = html(
      document,
      "th",
      { scope: "row" },
      html(document, "button", { type: "button", class: "link", "data-operation": key }, key),
    );
    cells[0].append(html(document, "span"), " ", html(document, "b", { class: "result" }));
    cells[3].append(html(document, "span", { class: "outcome-mark" }), html(document, "span", { class: "reason" }));
    return html(document, "tr", {}, name, ...cells);
  }

  /** @param {Operation} operation */
  #createStale({ stale }) {
    const document = this.ownerDocument;
    const { missed, text } = stale ?? { missed: "", text: "" };
    const button = html(
      document,
      "button",
      { type: "button", class: "link", "data-operation": missed },
      `Show ${missed}`,
    );
    return html(
      document,
      "tr",
      { class: "stale-row" },
      html(document, "td", { colspan: 5 }, html(document, "b", {}, "Stale read. "), text, " ", button),
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {Operation} operation
   * @param {string} key
   */
  #update(row, operation, key) {
    if (row.classList.contains("stale-row")) return;
    const [, what, node, interval, outcome] = row.children;
    setText(first(what), operationText(operation));
    setText(last(what), resultText(operation));
    setText(node, operation.node);
    setText(interval, intervalText(operation));
    setText(first(outcome), operation.status);
    assign(first(outcome), { "data-outcome": operation.status });
    setText(last(outcome), operation.reason ?? "");
    assign(row, {
      "data-chosen": this.chosen.operation === key,
      "data-stale": Boolean(operation.stale),
      "data-violates": this.violating.has(key),
    });
  }

  /** @param {HTMLElement} target */
  #press(target) {
    const { operation } = target.closest("[data-operation]")?.dataset ?? {};
    if (!operation) return;
    this.session.chosen.set({ operation, node: this.view.operations[operation]?.node ?? this.chosen.node });
  }
}

customElements.define("operations-list", OperationsList);
