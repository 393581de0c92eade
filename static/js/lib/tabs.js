// Tabs (`role=tablist`): arrow keys move between them, each shows the panel it controls. Works on what the server rendered. A list with
// `data-remember` opens where it was left.

import { find, listen, present, queryAll, windowOf } from "./dom.js";
import { storageOf } from "./storage.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };

/** @param {HTMLElement} tab */
const listOf = (tab) => present(tab.closest("[role=tablist]"), "list around a tab");

/** @param {HTMLElement} tab */
const panelOf = (tab) => find(tab.ownerDocument, `[id="${tab.getAttribute("aria-controls")}"]`);

/**
 * Show a tab's panel in place of the others. Several tabs may share a panel; `tab-shown` tells which it is.
 *
 * @param {HTMLElement} tab
 */
export function select(tab) {
  for (const other of queryAll(listOf(tab), "[role=tab]")) {
    other.setAttribute("aria-selected", String(other === tab));
    other.tabIndex = other === tab ? 0 : -1;
    panelOf(other).hidden = true;
  }
  panelOf(tab).hidden = false;
  tab.dispatchEvent(new CustomEvent("tab-shown", { bubbles: true }));
}

/** @param {HTMLElement} tab */
function choose(tab) {
  select(tab);
  const { remember } = listOf(tab).dataset;
  if (remember) storageOf(windowOf(tab)).setItem(remember, tab.id);
}

/**
 * Offer the tab of the panel that an element is in, or withdraw it; if it was selected, the first takes its place. Without one, what it
 * folds into, or itself.
 *
 * @param {HTMLElement} element
 * @param {boolean} offered
 */
export function offerTab(element, offered) {
  const panel = element.closest("[role=tabpanel]");
  if (!panel) {
    (element.closest("details") ?? element).hidden = !offered;
    return;
  }
  const tab = find(element.ownerDocument, `[aria-controls="${panel.id}"]`);
  tab.hidden = !offered;
  if (!offered && tab.getAttribute("aria-selected") === "true") select(find(listOf(tab), "[role=tab]"));
}

/**
 * @param {HTMLElement} tab
 * @param {number} by
 */
function step(tab, by) {
  const tabs = queryAll(listOf(tab), "[role=tab]:not([hidden])");
  const next = present(tabs.at((tabs.indexOf(tab) + by) % tabs.length), "tab");
  choose(next);
  next.focus();
}

/**
 * Wire all tabs of a page.
 *
 * @param {Document} document
 */
export function wireTabs(document) {
  for (const list of queryAll(document, "[role=tablist][data-remember]")) {
    const tab = document.getElementById(storageOf(windowOf(document)).getItem(list.dataset.remember ?? "") ?? "");
    if (tab && list.contains(tab)) select(tab);
  }
  listen(document, "click", ({ target }) => {
    const tab = target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  listen(document, "keydown", (event) => {
    const by = STEPS[event.key];
    if (!by || !event.target.matches("[role=tab]")) return;
    event.preventDefault();
    step(event.target, by);
  });
}
