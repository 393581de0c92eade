// The ways to show a run below its cluster: diagram, table of events, operations. Diagram and table are two views of one element.

import { find, listen } from "../lib/dom.js";
import { select } from "../lib/tabs.js";

/**
 * Wire the tabs of a run.
 *
 * @param {Document} document
 */
export function wireRunViews(document) {
  listen(document, "tab-shown", ({ target }) => {
    if (target.dataset.shows) find(document, "space-time").showTable(target.dataset.shows === "table");
  });
  listen(document, "reveal-verdict", () => select(find(document, "#tab-diagram")), { capture: true });
}
