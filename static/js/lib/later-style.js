// Style sheets of what is shown later.

import { html } from "./dom.js";

/**
 * Load a style sheet. Resolves once it is there, or could not be loaded: what it is for is shown anyway.
 *
 * @param {Document} document
 * @param {string} href
 * @returns {Promise<unknown>}
 */
export function loadStyle(document, href) {
  return new Promise((resolve) => {
    const link = html(document, "link", { rel: "stylesheet", href });
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    document.head.append(link);
  });
}
