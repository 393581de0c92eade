// <invariant-board>: what an agreement protocol is to keep, with what is to be said of it now, and what each node is. In the place of
// the lattice, which judges reads and writes.

import { assign, find, first, html, keyed, present, setText } from "../lib/dom.js";
import { drawInvariants } from "./draw-invariants.js";
import { LabElement } from "../run/lab-element.js";

class InvariantBoard extends LabElement {
  draw() {
    const { invariants, protocol } = this.view;
    const card = present(this.closest("section"), "card around the board");
    card.hidden = invariants.length === 0;
    find(present(card.parentElement, "column of cards"), ".verdicts-card").hidden = invariants.length > 0;
    if (invariants.length === 0) return;
    drawInvariants(this.find(".invariants"), invariants);
    this.#head(protocol.columns);
    this.#rows();
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && now.node !== before.node) this.draw();
  }

  /** @param {string[]} columns */
  #head(columns) {
    const document = this.ownerDocument;
    keyed(
      this.find("thead tr"),
      ["Node", ...columns].map((name) => [name, name]),
      (name) => html(document, "th", { scope: "col" }, name),
    );
  }

  #rows() {
    const document = this.ownerDocument;
    const nodes = Object.entries(this.view.nodes);
    /**
     * @param {{ identity: number }} entry
     * @param {string} name
     */
    const create = (entry, name) =>
      html(
        document,
        "tr",
        { "data-node": name },
        html(
          document,
          "th",
          { scope: "row" },
          html(
            document,
            "button",
            { type: "button", class: "link", "data-choose-node": name, "data-identity": entry.identity },
            name,
          ),
        ),
      );
    /** @type {[string, NodeState & { identity: number }][]} */
    const entries = nodes.map(([name, node], i) => [name, { ...node, identity: i + 1 }]);
    keyed(this.find("tbody"), entries, create, (row, { row: cells, status, condition, crash_point: point }, name) => {
      assign(row, {
        "data-status": status,
        "data-condition": condition?.kind ?? null,
        "data-chosen": this.chosen.node === name,
      });
      const shown = [
        status === "up" ? (cells[0] ?? "") : [status, cells[0]].filter((text) => text && text !== "–").join(", "),
        ...cells.slice(1),
      ];
      if (point) shown[0] = `${shown[0]} (will crash ${point})`;
      keyed(
        row,
        /** @type {[string, string][]} */ ([["name", ""], ...shown.map((text, i) => [`cell ${i}`, text])]),
        (_text, key) => (key === "name" ? first(row) : html(document, "td")),
        (cell, text, key) => {
          if (key !== "name") setText(cell, text);
        },
      );
    });
  }

  setUp() {
    this.on(this, "click", ({ target }) => {
      const name = target.closest("[data-choose-node]")?.dataset.chooseNode;
      if (name) this.session.chosen.set({ node: name });
    });
  }
}

customElements.define("invariant-board", InvariantBoard);
