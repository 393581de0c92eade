// Elements that a page does not need at first are loaded when they are: each when the run that is shown has something for it, or when
// its tab is opened.

import { showsAll } from "../controls/instruments.js";
import { listen, query } from "../lib/dom.js";
import { loadStyle } from "../lib/later-style.js";
import { holdsText } from "../text/holds-text.js";

/**
 * @param {View} _view
 * @param {HTMLElement} element
 */
const shown = (_view, element) => element.checkVisibility();

/**
 * The diagram is asked for by much of the page; with all instruments it is there even behind another tab.
 *
 * @param {View} view
 * @param {HTMLElement} element
 */
const wanted = (view, element) => shown(view, element) || showsAll(element.ownerDocument);

/**
 * [elements, when it is needed, how it is loaded].
 *
 * @type {[string, (view: View, element: HTMLElement) => boolean, () => Promise<unknown>][]}
 */
const ELEMENTS = [
  ["text-editor", holdsText, () => import("../text/editor.js")],
  ["sibling-panel", ({ protocol }) => "conflict" in protocol.dials, () => import("../panels/sibling-panel.js")],
  ["growth-chart", ({ protocol }) => Boolean(protocol.type), () => import("../panels/of-types.js")],
  ["invariant-board", ({ invariants }) => invariants.length > 0, () => import("../panels/of-agreement.js")],
  ["dials-form", shown, () => import("../controls/dials-form.js")],
  ["space-time", wanted, () => import("../diagram/space-time.js")],
  ["node-inspector", shown, () => import("../panels/node-inspector.js")],
  ["event-log", shown, () => import("../panels/event-log.js")],
  ["verdict-lattice", shown, () => import("../panels/of-promises.js")],
  ["operations-list", shown, () => import("../panels/of-tabs.js")],
  ["clock-panel", shown, () => import("../panels/of-tabs.js")],
  ["faults-panel", shown, () => import("../panels/of-tabs.js")],
];

/**
 * Load the styles of what is shown later, once: a page names them in `data-later-style`, if they are not among its own.
 *
 * @param {Document} document
 * @returns {() => Promise<unknown>}
 */
function laterStyles(document) {
  const address = query(document, "[data-later-style]")?.dataset.laterStyle;
  /** @type {Promise<unknown> | null} */
  let loaded = null;
  return () => (address ? (loaded ??= loadStyle(document, address)) : Promise.resolve());
}

/**
 * Load the elements of a page as they are needed; those that fail are tried again at the next change.
 *
 * @param {Document} document
 * @param {Timeline} session
 */
export function loadWhenNeeded(document, session) {
  const styles = laterStyles(document);
  let waiting = ELEMENTS.flatMap(([tag, needed, load]) => {
    const element = query(document, tag);
    return element ? [{ element, needed, load }] : [];
  });
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
  listen(document, "tab-shown", look);
  listen(document, "toggle", look, true);
  document.addEventListener("instruments-changed", look);
  document.addEventListener("click", ({ target }) => {
    if (target instanceof Element && target.closest("[data-opens]")) styles();
  });
  look();
}
