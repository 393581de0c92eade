// The controls above the diagram, and the note of what is left out of it.

import { assign, find, setText } from "../lib/dom.js";
import { togglePoints } from "./later-parts.js";
import { hiddenNote } from "./layout.js";

const ZOOM = 1.5;

/** @typedef {import("./space-time.js").SpaceTime} SpaceTime */

/** @typedef {{ silent: number, dense: boolean, overlap: boolean }} Missing What there was no room for. */

/** @type {Record<string, (diagram: SpaceTime, button: HTMLElement) => void>} */
const ACTS = {
  "zoom-in": (diagram) => diagram.zoom(ZOOM),
  "zoom-out": (diagram) => diagram.zoom(1 / ZOOM),
  fit: (diagram) => diagram.fit(),
  follow: (diagram) => diagram.followNow(!diagram.stretch.following),
  fold: (diagram) => diagram.fold(!diagram.stretch.folding),
  points: togglePoints,
  diagram: (diagram) => diagram.showTable(false),
  table: (diagram) => diagram.showTable(true),
  lines: (diagram, button) => diagram.linesMenu.open(button),
  save: (diagram, button) => diagram.saveMenu.open(button),
};

/**
 * Return what there is no room for.
 *
 * @param {Missing} missing
 */
function leftOut({ silent, dense, overlap }) {
  const what = [silent > 0 && "labels", dense && "arrowheads"].filter(Boolean).join(" and ");
  return [what && `zoom in for ${what}`, overlap && "faults overlap"];
}

export class DiagramHeader {
  /** @param {import("./space-time.js").SpaceTime} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find("header");
    diagram.on(this.place, "click", ({ target }) => this.#press(target.closest("[data-act]")));
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (button) ACTS[button.dataset.act ?? ""]?.(this.diagram, button);
  }

  /** @param {string} act */
  #button(act) {
    return find(this.place, `[data-act=${act}]`);
  }

  /**
   * Bring the controls up to date. `missing`: what there was no room for.
   *
   * @param {import("./scene.js").Scene} scene
   * @param {Missing} missing
   */
  show(scene, missing) {
    const { diagram } = this;
    const { stretch } = diagram;
    const table = diagram.dataset.view === "table";
    const on = {
      follow: stretch.following,
      fold: stretch.folding,
      points: diagram.points !== null,
      diagram: !table,
      table,
    };
    for (const [act, pressed] of Object.entries(on)) assign(this.#button(act), { "aria-pressed": String(pressed) });
    this.#button("points").hidden = Object.keys(diagram.view?.verdicts ?? {}).length === 0;
    const notes = [hiddenNote(scene.trace, diagram.hiddenLines), ...(table ? [] : leftOut(missing))];
    setText(diagram.find(".note"), notes.filter(Boolean).join(" · "));
  }
}
