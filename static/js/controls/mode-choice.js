// <mode-choice>: at most four modes can be chosen; nothing is sent before there is one.

const MODES_MAX = 4;

class ModeChoice extends HTMLElement {
  connectedCallback() {
    this.boxes = [...this.querySelectorAll("[name=mode]")];
    this.addEventListener("change", () => this.#hold());
    this.#hold();
  }

  #hold() {
    const chosen = this.boxes.filter(({ checked }) => checked).length;
    for (const box of this.boxes) box.disabled = !box.checked && chosen >= MODES_MAX;
    this.querySelector("[type=submit]").disabled = chosen === 0;
  }
}

customElements.define("mode-choice", ModeChoice);
