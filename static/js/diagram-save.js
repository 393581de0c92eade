// The menu that saves the diagram as a file. What makes the pictures is loaded when it is needed.

import { showNear } from "./popover.js";

export class SaveMenu {
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
    const { diagram } = this;
    const { save, whole } = button.dataset;
    this.place.hidePopover();
    const { diagramPng, diagramSvg, download } = await import("./diagram-export.js");
    const options = { whole: whole !== undefined };
    const page = diagram.ownerDocument.defaultView;
    const blob = save === "png" ? await diagramPng(diagram, options) : new page.Blob([await diagramSvg(diagram, options)], { type: "image/svg+xml" });
    download(diagram.ownerDocument, blob, `lightcone-run-${diagram.session.store.run ?? 1}.${save}`);
  }
}
