// Tabs (`role=tablist`): arrow keys move between them, each shows the panel it controls. Works on what the server rendered. A list with
// `data-remember` opens where it was left.

import { storageOf } from "./storage.js";

const remembered = (tab) => tab.closest("[role=tablist]").dataset.remember;

/** Show a tab's panel in place of the others. Several tabs may share a panel; `tab-shown` tells which it is. */
export function select(tab) {
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const panel = (of) => of.ownerDocument.getElementById(of.getAttribute("aria-controls"));
  for (const other of tabs) {
    other.setAttribute("aria-selected", other === tab);
    other.tabIndex = other === tab ? 0 : -1;
    panel(other).hidden = true;
  }
  panel(tab).hidden = false;
  tab.dispatchEvent(new CustomEvent("tab-shown", { bubbles: true }));
}

function choose(tab) {
  select(tab);
  if (remembered(tab)) storageOf(tab.ownerDocument.defaultView).setItem(remembered(tab), tab.id);
}

/** Offer the tab of the panel that an element is in, or withdraw it; if it was selected, the first takes its place. Without one, what it folds into, or itself. */
export function offerTab(element, offered) {
  const panel = element.closest("[role=tabpanel]");
  if (!panel) return void ((element.closest("details") ?? element).hidden = !offered);
  const tab = element.ownerDocument.querySelector(`[aria-controls="${panel.id}"]`);
  tab.hidden = !offered;
  if (!offered && tab.getAttribute("aria-selected") === "true")
    select(tab.closest("[role=tablist]").querySelector("[role=tab]"));
}

function step(tab, by) {
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]:not([hidden])")];
  const next = tabs.at((tabs.indexOf(tab) + by) % tabs.length);
  choose(next);
  next.focus();
}

/** Wire all tabs of a page. */
export function wireTabs(document) {
  for (const list of document.querySelectorAll("[role=tablist][data-remember]")) {
    const tab = document.getElementById(storageOf(document.defaultView).getItem(list.dataset.remember));
    if (tab && list.contains(tab)) select(tab);
  }
  document.addEventListener(
    "click",
    ({ target }) => target.closest("[role=tab]") && choose(target.closest("[role=tab]")),
  );
  document.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !event.target.matches("[role=tab]")) return;
    event.preventDefault();
    step(event.target, by);
  });
}
