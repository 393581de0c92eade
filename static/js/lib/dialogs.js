// Buttons that open a dialog (`data-opens`), dialogs that close on their cross or a click outside, and text to copy (`data-copy`).

import { find, listen, windowOf } from "./dom.js";

/**
 * Wire the page's dialogs.
 *
 * @param {Document} document
 */
export function wireDialogs(document) {
  listen(document, "click", ({ target }) => {
    const opener = target.closest("[data-opens]");
    if (opener) find(document, `[id="${opener.dataset.opens}"]`, HTMLDialogElement).showModal();
    if (target.closest("[data-closes]") || target.matches("dialog")) target.closest("dialog")?.close();
    const copied = target.closest("[data-copy]");
    if (copied) copy(document, copied);
  });
}

/**
 * @param {Document} document
 * @param {HTMLElement} button
 */
async function copy(document, button) {
  const { copy: given = "" } = button.dataset;
  const text =
    given.startsWith("<") || button.hasAttribute("data-copy-text")
      ? given
      : new URL(given, document.location.href).href;
  await windowOf(document).navigator.clipboard?.writeText(text);
  button.textContent = "Copied";
}
