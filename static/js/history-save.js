// The menu that saves the diagram of a history as a picture, or the history as JSON. What makes the pictures is loaded when it is needed.

import { showNear } from "./popover.js";

export class HistorySave {
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find(".save-menu");
    diagram.on(this.place, "click", ({ target }) => this.#save(target.closest("[data-save]")));
  }

  /** Open beside a button. */
  open(button) {
    showNear(this.place, button.getBoundingClientRect());
  }

  async #save(button) {
    if (!button) return;
    this.place.hidePopover();
    const { diagram } = this;
    const { defaultView: page } = diagram.ownerDocument;
    const [{ historySvg }, { download, pngOf }] = await Promise.all([import("./history-picture.js"), import("./diagram-export.js")]);
    const text = await historySvg(diagram);
    const blob = button.dataset.save === "png" ? await pngOf(diagram.ownerDocument, text) : new page.Blob([text], { type: "image/svg+xml" });
    download(diagram.ownerDocument, blob, `lightcone-history.${button.dataset.save}`);
  }
}
