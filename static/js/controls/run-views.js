// The ways to show a run below its cluster: diagram, table of events, operations. Diagram and table are two views of one element.

import { find, listen, windowOf } from "../lib/dom.js";
import { select } from "../lib/tabs.js";

/**
 * Wire the tabs of a run.
 *
 * @param {Document} document
 */
export function wireRunViews(document) {
  listen(document, "tab-shown", ({ target }) => {
    const { shows } = target.dataset;
    if (!shows) return;
    // The diagram may still be on its way; whichever tab is selected then is shown.
    windowOf(document)
      .customElements.whenDefined("space-time")
      .then(() => find(document, "space-time").showTable(find(document, "#tab-table").ariaSelected === "true"));
  });
  listen(document, "reveal-verdict", () => select(find(document, "#tab-diagram")), { capture: true });
}
