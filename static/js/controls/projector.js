// Projector mode: the picture alone, with type twice as large. Escape leaves it.

import { find, listen } from "../lib/dom.js";

/**
 * Wire the projector button of a lab page.
 *
 * @param {Document} document
 */
export function wireProjector(document) {
  const root = document.documentElement;
  const button = find(document, "[data-act=projector]");
  /** @param {boolean} on */
  const set = (on) => {
    root.toggleAttribute("data-projector", on);
    button.setAttribute("aria-pressed", String(on));
  };
  button.addEventListener("click", () => set(!root.hasAttribute("data-projector")));
  listen(document, "keydown", ({ key, defaultPrevented }) => key === "Escape" && !defaultPrevented && set(false));
}
