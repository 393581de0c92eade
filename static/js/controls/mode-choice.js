// <mode-choice>: at most four modes can be chosen; nothing is sent before there is one.

import { find, queryAll } from "../lib/dom.js";

const MODES_MAX = 4;

class ModeChoice extends HTMLElement {
  /** @type {HTMLInputElement[]} */
  boxes;

  connectedCallback() {
    this.boxes = queryAll(this, "[name=mode]", HTMLInputElement);
    this.addEventListener("change", () => this.#hold());
    this.#hold();
  }

  #hold() {
    const chosen = this.boxes.filter(({ checked }) => checked).length;
    for (const box of this.boxes) box.disabled = !box.checked && chosen >= MODES_MAX;
    find(this, "[type=submit]", HTMLButtonElement).disabled = chosen === 0;
  }
}

customElements.define("mode-choice", ModeChoice);
