// The menu that saves a diagram as a file. The code that makes the pictures is loaded when it is needed.

import { showNear } from "../lib/popover.js";

/** @typedef {{ blob: Blob, name: string }} SavedFile */

/**
 * @template {import("../lib/tidy-element.js").TidyElement} D
 */
export class SaveMenu {
  /**
   * `fileOf` takes what was asked for, the data of a button, to a promise of a blob and a file's name.
   *
   * @param {D} diagram
   * @param {(diagram: D, asked: DOMStringMap) => Promise<SavedFile>} fileOf
   */
  constructor(diagram, fileOf) {
    this.diagram = diagram;
    this.fileOf = fileOf;
    this.place = diagram.find(".save-menu");
    diagram.on(this.place, "click", ({ target }) => this.#save(target.closest("[data-save]")));
  }

  /**
   * Open beside a button.
   *
   * @param {HTMLElement} button
   */
  open(button) {
    showNear(this.place, button.getBoundingClientRect());
  }

  /** @param {HTMLElement | null} button */
  async #save(button) {
    if (!button) return;
    this.place.hidePopover();
    const { download } = await import("./export.js");
    const { blob, name } = await this.fileOf(this.diagram, button.dataset);
    download(this.diagram.ownerDocument, blob, name);
  }
}

/**
 * The picture of a run's space-time diagram, of the whole run or of what is in sight.
 *
 * @param {import("./space-time.js").SpaceTime} diagram
 * @param {DOMStringMap} asked
 */
export async function runPicture(diagram, { save = "svg", whole }) {
  const { diagramSvg, pictureBlob } = await import("./export.js");
  const text = await diagramSvg(diagram, { whole: whole !== undefined });
  const blob = await pictureBlob(diagram.ownerDocument, text, save);
  return { blob, name: `lightcone-run-${diagram.session.store.run ?? 1}.${save}` };
}
