// <history-table>: the operations in view as a table, filtered and a page at a time. It says all that the diagram shows.

import { assign, html, keyed, present, queryAll, setText } from "../lib/dom.js";
import { filtered } from "./choice.js";
import { JudgedElement } from "./judged-element.js";

const PAGE_ROWS = 100;
/** @type {Record<string, string>} */
const OUTCOMES = { ok: "ok", info: "unknown", fail: "failed", open: "unknown" };

export class HistoryTable extends JudgedElement {
  /** @type {HTMLElement} */
  body;
  #page = 0;

  setUp() {
    this.body = this.find("tbody");
    this.on(this, "input", () => this.#again());
    this.on(this, "click", ({ target }) => {
      const turn = target.closest("[data-turn]");
      const operation = target.closest("[data-number]");
      if (turn) this.#turn(Number(turn.dataset.turn));
      else if (operation) this.#choose(Number(operation.dataset.number));
    });
  }

  get diagram() {
    return present(this.closest("history-diagram"), "history-diagram");
  }

  /**
   * @param {import("./judged-history.js").Looked} now
   * @param {Partial<import("./judged-history.js").Looked>} before
   */
  choose(now, before) {
    if (!this.hidden && (now.key !== before.key || now.only !== before.only || now.model !== before.model))
      this.#again();
  }

  #again() {
    this.#page = 0;
    this.draw();
  }

  /** @param {number} way */
  #turn(way) {
    this.#page += way;
    this.draw();
    this.find(".scroll").scrollTop = 0;
  }

  /** @param {number} number */
  #choose(number) {
    this.diagram.showTable(false);
    this.pick({ operation: null });
    this.pick({ operation: number, edge: null });
    this.diagram.viewport.focus();
  }

  /** Bring the rows up to date. */
  draw() {
    const { view, clash } = this.diagram;
    this.#sessions(view);
    const all = [...view.bars.values()]
      .map(({ operation }) => operation)
      .sort((a, b) => a.start - b.start || a.number - b.number);
    const rows = filtered(all, this.#filters);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
    this.#page = Math.min(pages - 1, Math.max(0, this.#page));
    const from = this.#page * PAGE_ROWS;
    const shown = rows.slice(from, from + PAGE_ROWS);
    const marked = new Set(clash);
    keyed(
      this.body,
      shown.map((operation) => [operation.number, operation]),
      (operation) => this.#row(operation),
      (row, { number }) => {
        assign(row, { "data-violates": marked.has(number), "data-chosen": this.chosen.operation === number });
      },
    );
    setText(
      this.find(".range"),
      rows.length
        ? `${(from + 1).toLocaleString("en")}–${(from + shown.length).toLocaleString("en")} of ${rows.length.toLocaleString("en")}`
        : "No operation fits these filters.",
    );
    const [back, on] = queryAll(this, "[data-turn]");
    assign(back, { disabled: this.#page === 0 });
    assign(on, { disabled: this.#page === pages - 1 });
  }

  /**
   * @param {string} name
   * @returns {HTMLInputElement | HTMLSelectElement}
   */
  #filter(name) {
    return /** @type {HTMLInputElement | HTMLSelectElement} */ (this.find(`[data-by=${name}]`));
  }

  get #filters() {
    const [line, status, text] = ["lane", "status", "text"].map((name) => this.#filter(name).value);
    return { line, status, text };
  }

  /** @param {import("./model.js").View} view */
  #sessions({ lines }) {
    const select = this.#filter("lane");
    const names = lines.map(({ name }) => name);
    if (select.dataset.names === names.join("\n")) return;
    select.dataset.names = names.join("\n");
    const chosen = select.value;
    select.replaceChildren(
      ...["", ...names].map((name) => html(this.ownerDocument, "option", { value: name }, name || "all")),
    );
    select.value = names.includes(chosen) ? chosen : "";
  }

  /** @param {import("./model.js").JudgedOperation} operation */
  #row({ number, name, process, said, status, start, end, line }) {
    const document = this.ownerDocument;
    /** @param {string} text */
    const cell = (text) => html(document, "td", {}, text);
    const link = html(
      document,
      "button",
      { type: "button", class: "link", "data-number": number, title: "Show on the diagram" },
      name,
    );
    return html(
      document,
      "tr",
      {},
      html(document, "th", { scope: "row" }, link),
      cell(process),
      html(document, "td", { class: "said" }, said),
      html(document, "td", { class: "outcome-cell", "data-status": status }, OUTCOMES[status] ?? status),
      cell(`${start}–${end ?? "…"}`),
      cell(String(line)),
    );
  }
}

customElements.define("history-table", HistoryTable);
