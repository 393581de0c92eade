// <order-reasons>: reasons that are moved up and down by their buttons; the form sends them in the order of the page.

import { find, setText } from "../lib/dom.js";

class OrderReasons extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", ({ target }) => this.#press(/** @type {HTMLElement} */ (target)));
  }

  /** @param {HTMLElement} target */
  #press(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-move]"));
    const item = button?.closest("li");
    if (!button || !item) return;
    const up = button.dataset.move === "-1";
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (up) other.before(item);
    else other.after(item);
    const all = [...(item.parentElement?.children ?? [])];
    const place = all.indexOf(item) + 1;
    const isAtEnd = place === (up ? 1 : all.length);
    find(item, isAtEnd ? `[data-move="${up ? 1 : -1}"]` : `[data-move="${up ? -1 : 1}"]`).focus();
    setText(find(this, "[role=status]"), `Now at place ${place}.`);
  }
}

customElements.define("order-reasons", OrderReasons);
