// <tick-some>: a form in which at least `data-least` and at most `data-most` boxes named `data-name` are ticked before it can be sent.

import { query, queryAll } from "../lib/dom.js";

class TickSome extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.#hold());
    this.#hold();
  }

  #hold() {
    const { name, least, most } = this.dataset;
    const boxes = queryAll(this, `[type=checkbox][name=${name}]`, HTMLInputElement);
    const ticked = boxes.filter(({ checked }) => checked).length;
    for (const box of boxes) box.disabled = !box.checked && ticked >= Number(most);
    const send = query(this, "[type=submit]", HTMLButtonElement);
    if (send) send.disabled = ticked < Number(least);
  }
}

customElements.define("tick-some", TickSome);
