// Elements that a page does not need at first are loaded when they are: each when the run that is shown has something for it, or when
// its tab is opened.

import { html } from "../lib/dom.js";

const shown = (_view, element) => element.checkVisibility();

/** [elements, when they are needed, how they are loaded]. */
const ELEMENTS = [
  ["text-editor", ({ protocol }) => protocol.dials.type === "rga", () => import("../text/editor.js")],
  ["sibling-panel", ({ protocol }) => "conflict" in protocol.dials, () => import("../panels/sibling-panel.js")],
  ["growth-chart", ({ protocol }) => Boolean(protocol.type), () => import("../panels/of-types.js")],
  ["invariant-board", ({ invariants }) => invariants.length > 0, () => import("../panels/of-agreement.js")],
  ["operations-list", shown, () => import("../panels/of-tabs.js")],
  ["clock-panel", shown, () => import("../panels/of-tabs.js")],
  ["faults-panel", shown, () => import("../panels/of-tabs.js")],
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
