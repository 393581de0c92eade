// The controls above the diagram of a history.

import { assign, find } from "../lib/dom.js";

const ZOOM = 1.5;

/** @type {Record<string, (diagram: import("./diagram.js").HistoryDiagram, button: HTMLElement) => void>} */
const ACTS = {
  diagram: (diagram) => diagram.showTable(false),
  table: (diagram) => diagram.showTable(true),
  "zoom-in": (diagram) => diagram.zoom(ZOOM),
  "zoom-out": (diagram) => diagram.zoom(1 / ZOOM),
  fit: (diagram) => diagram.fit(),
  clash: (diagram) => diagram.revealClash(),
  only: (diagram) => diagram.pick({ only: !diagram.chosen.only, key: "" }),
  points: (diagram) => diagram.hand.toggle(),
  save: (diagram, button) => diagram.saving.open(button),
};

export class HistoryHeader {
  /** @param {import("./diagram.js").HistoryDiagram} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find("header");
    diagram.on(this.place, "click", ({ target }) => this.#press(target.closest("[data-act]")));
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (button && !button.hasAttribute("disabled")) ACTS[button.dataset.act ?? ""]?.(this.diagram, button);
  }

  /** Bring the controls up to date. */
  show() {
    const { chosen, clash, dataset, hand } = this.diagram;
    const table = dataset.view === "table";
    const on = { diagram: !table, table, only: chosen.only, points: !hand.hidden };
    for (const [act, pressed] of Object.entries(on)) assign(this.#button(act), { "aria-pressed": String(pressed) });
    for (const act of ["clash", "only"]) assign(this.#button(act), { disabled: clash.length === 0 });
  }

  /** @param {string} act */
  #button(act) {
    return find(this.place, `[data-act=${act}]`, HTMLButtonElement);
  }
}
