// The ways to show a run below its cluster: diagram, table of events, operations. Diagram and table are two views of one element.

import { select } from "../lib/tabs.js";

/** Wire the tabs of a run. */
export function wireRunViews(document) {
  document.addEventListener("tab-shown", ({ target }) => {
    if (target.dataset.shows) document.querySelector("space-time").showTable(target.dataset.shows === "table");
  });
  document.addEventListener("reveal-verdict", () => select(document.getElementById("tab-diagram")), { capture: true });
}
