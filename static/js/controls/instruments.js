// Which instruments of a lab are unfolded. In the basic view an instrument is folded until it is asked for; "All instruments" shows all
// of them, and is remembered. The parts of the page name their instrument in `data-instrument`; style sheets fold those that are not open.

import { listen, query, queryAll, windowOf } from "../lib/dom.js";
import { storageOf } from "../lib/storage.js";
import { select } from "../lib/tabs.js";

const REMEMBERED = "lightcone.instruments";

/** @param {Document} document */
const rootOf = (document) => document.documentElement;

/**
 * Return whether all instruments are shown.
 *
 * @param {Document} document
 */
export const showsAll = (document) => rootOf(document).dataset.instruments === "all";

/**
 * Return the parts of the page that belong to an instrument.
 *
 * @param {Document} document
 * @param {string} name
 */
const partsOf = (document, name) => queryAll(document, `[data-instrument="${name}"]`);

/**
 * Unfold an instrument, or fold it again. With `tab`, show that tab of it.
 *
 * @param {Document} document
 * @param {string} name
 * @param {{ open?: boolean, tab?: string | undefined }} [options]
 */
export function unfold(document, name, { open = true, tab } = {}) {
  for (const part of partsOf(document, name)) part.toggleAttribute("data-open", open);
  const shown = tab && open ? query(document, `#${tab}`) : null;
  if (shown) select(shown);
  tell(document);
}

/**
 * Unfold an instrument and wait until its element works, which may have to be loaded first.
 *
 * @param {Document} document
 * @param {string} name
 * @param {string} tag Of the element that is needed.
 */
export async function unfolded(document, name, tag) {
  unfold(document, name);
  await windowOf(document).customElements.whenDefined(tag);
}

/**
 * Show all instruments, or only those that are open.
 *
 * @param {Document} document
 * @param {boolean} all
 */
export function showAll(document, all) {
  if (all) rootOf(document).dataset.instruments = "all";
  else delete rootOf(document).dataset.instruments;
  storageOf(windowOf(document)).setItem(REMEMBERED, all ? "all" : "basic");
  tell(document);
}

/** @param {Document} document */
function tell(document) {
  const all = showsAll(document);
  for (const toggle of queryAll(document, "[data-act=instruments]")) toggle.setAttribute("aria-pressed", String(all));
  for (const chip of queryAll(document, "[data-unfolds]"))
    chip.setAttribute("aria-expanded", String(isOpen(document, chip.dataset)));
  document.dispatchEvent(new CustomEvent("instruments-changed"));
}

/**
 * @param {Document} document
 * @param {DOMStringMap} chip
 */
function isOpen(document, { unfolds = "", tab }) {
  const open = partsOf(document, unfolds).some((part) => part.hasAttribute("data-open"));
  return open && (!tab || query(document, `#${tab}`)?.getAttribute("aria-selected") === "true");
}

/**
 * Wire the toggle and the chips of a page.
 *
 * @param {Document} document
 */
export function wireInstruments(document) {
  listen(document, "click", ({ target }) => {
    if (target.closest("[data-act=instruments]")) return showAll(document, !showsAll(document));
    const chip = target.closest("[data-unfolds]");
    if (!chip) return;
    const { unfolds = "", tab } = chip.dataset;
    const open = !isOpen(document, chip.dataset);
    unfold(document, unfolds, { open, tab });
    if (open) partsOf(document, unfolds)[0]?.scrollIntoView({ block: "nearest" });
  });
  listen(document, "tab-shown", () => tell(document));
  tell(document);
}
