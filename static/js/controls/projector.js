// Projector mode: the picture alone, with type twice as large. Escape leaves it.

import { listen } from "../lib/dom.js";

/** Wire the projector button of a lab page. */
export function wireProjector(document) {
  const root = document.documentElement;
  const button = document.querySelector("[data-act=projector]");
  const set = (on) => {
    root.toggleAttribute("data-projector", on);
    button.setAttribute("aria-pressed", on);
  };
  button.addEventListener("click", () => set(!root.hasAttribute("data-projector")));
  listen(document, "keydown", ({ key, defaultPrevented }) => key === "Escape" && !defaultPrevented && set(false));
}
