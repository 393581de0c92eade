// The menu in the header of a page that has no room for its links in one row.

import { listen, query } from "./dom.js";

/**
 * Wire the menu of a page: its button opens and closes it; a press elsewhere, a choice in it and Escape close it.
 *
 * @param {Document} document
 */
export function wireHeaderMenu(document) {
  const button = query(document, "[data-act=menu]");
  const header = button?.parentElement;
  if (!button || !header) return;
  /** @param {boolean} open */
  const set = (open) => {
    header.toggleAttribute("data-menu", open);
    button.setAttribute("aria-expanded", String(open));
  };
  const isOpen = () => header.hasAttribute("data-menu");
  listen(document, "click", ({ target }) => {
    if (target.closest("[data-act=menu]")) set(!isOpen());
    else if (isOpen() && !target.closest("theme-toggle")) set(false);
  });
  listen(document, "keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    event.preventDefault();
    set(false);
    button.focus();
  });
}
