// Elements that a page does not need at first are loaded when they are: each when the run that is shown has something for it, or when
// its tab is opened.

import { listen, query } from "../lib/dom.js";

/**
 * @param {View} _view
 * @param {HTMLElement} element
 */
const shown = (_view, element) => element.checkVisibility();

/**
 * [element, when it is needed, how it is loaded].
 *
 * @type {[string, (view: View, element: HTMLElement) => boolean, () => Promise<unknown>][]}
 */
const ELEMENTS = [
  ["text-editor", ({ protocol }) => protocol.dials.type === "rga", () => import("../text/editor.js")],
  ["sibling-panel", ({ protocol }) => "conflict" in protocol.dials, () => import("../panels/sibling-panel.js")],
  ["merge-panel", ({ protocol }) => Boolean(protocol.type), () => import("../panels/merge-panel.js")],
  ["law-panel", ({ protocol }) => Boolean(protocol.type?.merges), () => import("../panels/law-panel.js")],
  ["growth-chart", ({ protocol }) => Boolean(protocol.type), () => import("../panels/growth-chart.js")],
  ["invariant-board", ({ invariants }) => invariants.length > 0, () => import("../panels/invariant-board.js")],
  ["valence-panel", ({ protocol }) => protocol.name === "flp", () => import("../panels/valence-panel.js")],
  ["operations-list", shown, () => import("../panels/operations-list.js")],
  ["clock-panel", shown, () => import("../panels/clock-panel.js")],
  ["faults-panel", shown, () => import("../controls/faults-panel.js")],
  ["crash-points", ({ protocol }) => protocol.crash_points.length > 0, () => import("../controls/crash-points.js")],
];

/**
 * Load the elements of a page as they are needed; those that fail are tried again at the next change.
 *
 * @param {Document} document
 * @param {Timeline} session
 */
export function loadWhenNeeded(document, session) {
  let waiting = ELEMENTS.flatMap(([tag, needed, load]) => {
    const element = query(document, tag);
    return element ? [{ element, needed, load }] : [];
  });
  const look = () => {
    const { view } = session.store;
    if (!view) return;
    const due = waiting.filter(({ element, needed }) => needed(view, element));
    waiting = waiting.filter((each) => !due.includes(each));
    for (const each of due) each.load().catch(() => waiting.push(each));
  };
  session.store.subscribe(look);
  listen(document, "tab-shown", look);
  listen(document, "toggle", look, true);
  look();
}
