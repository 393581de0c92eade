// Copying from the page of a judged history: its link, with what is looked at if that is wanted, and commands.

import { listen, windowOf } from "../lib/dom.js";

/** Copy when a button says what. */
export function wireCopying(document) {
  listen(document, "click", ({ target }) => {
    const button = target.closest("[data-copy-view], [data-copy-text]");
    if (button) copy(document, button);
  });
}

async function copy(document, button) {
  const { copyView, copyText } = button.dataset;
  const withView = document.querySelector("[data-with-view]")?.checked;
  const text = copyText ?? `${copyView}${withView ? document.location.hash : ""}`;
  await windowOf(document).navigator.clipboard?.writeText(text);
  button.textContent = "Copied";
}
