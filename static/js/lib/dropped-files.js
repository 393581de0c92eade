// A file that is dropped anywhere on a page goes into the page's file input.

import { listen } from "./dom.js";

/**
 * Let a file that is dropped on the document be chosen in `input`; `then` is called when it is. While a file is held over the page,
 * the root element has `data-drop`.
 *
 * @param {Document} document
 * @param {HTMLInputElement} input
 * @param {() => void} [then]
 */
export function takeDroppedFiles(document, input, then) {
  const root = document.documentElement;
  listen(document, "dragover", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    root.dataset.drop = "";
  });
  listen(document, "dragleave", (event) => {
    if (/** @type {DragEvent} */ (event).relatedTarget === null) delete root.dataset.drop;
  });
  listen(document, "drop", (event) => {
    delete root.dataset.drop;
    const files = /** @type {DragEvent} */ (event).dataTransfer?.files;
    if (!files || files.length === 0) return;
    event.preventDefault();
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    then?.();
  });
}

/** @param {Event} event */
const holdsFile = (event) => /** @type {DragEvent} */ (event).dataTransfer?.types.includes("Files") ?? false;
