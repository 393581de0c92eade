// Elements that a page does not need at first are loaded when they are: each when the run that is shown has something for it, or when
// its tab is opened.

import { html } from "../lib/dom.js";

const shown = (_view, element) => element.checkVisibility();

/** [element, when it is needed, how it is loaded]. */
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

/** Load the styles of what is shown later, once: a page names them in `data-later-style`, if they are not among its own. */
function laterStyles(document) {
  const address = document.querySelector("[data-later-style]")?.dataset.laterStyle;
  if (!address) return () => Promise.resolve();
  let loaded = null;
  const load = () =>
    new Promise((resolve) => {
      const link = html(document, "link", { rel: "stylesheet", href: address });
      link.addEventListener("load", resolve);
      link.addEventListener("error", resolve);
      document.head.append(link);
    });
  return () => (loaded ??= load());
}

/** Load the elements of a page as they are needed; those that fail are tried again at the next change. */
export function loadWhenNeeded(document, session) {
  const styles = laterStyles(document);
  let waiting = ELEMENTS.map(([tag, needed, load]) => ({ element: document.querySelector(tag), needed, load }));
  waiting = waiting.filter(({ element }) => element);
  const look = () => {
    const { view } = session.store;
    if (!view) return;
    const due = waiting.filter(({ element, needed }) => needed(view, element));
    waiting = waiting.filter((each) => !due.includes(each));
    for (const each of due) {
      styles()
        .then(each.load)
        .catch(() => waiting.push(each));
    }
  };
  session.store.subscribe(look);
  document.addEventListener("tab-shown", look);
  document.addEventListener("toggle", look, true);
  document.addEventListener("click", ({ target }) => target.closest?.("[data-opens]") && styles());
  look();
}
