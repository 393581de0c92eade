// Copying from the page of a judged history: its link, with what is looked at if that is wanted, and commands.

import { listen, query, windowOf } from "../lib/dom.js";

/**
 * Copy when a button says what.
 *
 * @param {Document} document
 */
export function wireCopying(document) {
  listen(document, "click", ({ target }) => {
    const button = target.closest("[data-copy-view], [data-copy-text]");
    if (button) copy(document, button);
  });
}

/**
 * @param {Document} document
 * @param {HTMLElement} button
 */
async function copy(document, button) {
  const { copyView, copyText } = button.dataset;
  const withView = query(document, "[data-with-view]", HTMLInputElement)?.checked;
  const text = copyText ?? `${copyView}${withView ? document.location.hash : ""}`;
  await windowOf(document).navigator.clipboard?.writeText(text);
  button.textContent = "Copied";
}
