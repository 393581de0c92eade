// A history's file can be dropped anywhere on the page: it is put into the form that judges, and sent.

import { find, listen } from "../lib/dom.js";

/**
 * Return the file that is dragged or dropped, if it is one; while it is dragged, browsers tell only that there is one.
 *
 * @param {DragEvent} event
 */
const carriesFile = ({ dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;

/**
 * Send files that are dropped on the page by this form; `opened` is called before.
 *
 * @param {HTMLFormElement} form
 * @param {() => void} [opened]
 */
export function wireDrop(form, opened = () => undefined) {
  const { body } = document;
  listen(document, "dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    body.dataset.dropping = "";
  });
  listen(document, "dragleave", ({ relatedTarget }) => relatedTarget === null && delete body.dataset.dropping);
  listen(document, "drop", (event) => {
    delete body.dataset.dropping;
    const { files } = event.dataTransfer ?? {};
    if (!files?.length) return;
    event.preventDefault();
    const input = find(form, "[type=file]", HTMLInputElement);
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    opened();
    form.requestSubmit();
  });
}
