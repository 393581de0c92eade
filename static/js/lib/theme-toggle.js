// <theme-toggle>: light, dark, or as the system has it. Kept in this browser.

import { storageOf } from "./storage.js";

const NAME = "lightcone.theme";
const NEXT = { auto: "light", light: "dark", dark: "auto" };

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.root = this.ownerDocument.documentElement;
    this.storage = storageOf(this.ownerDocument.defaultView);
    this.button.addEventListener("click", () => this.#set(NEXT[this.#theme]));
    this.#set(this.#theme);
  }

  get #theme() {
    return this.root.dataset.theme ?? "auto";
  }

  #set(theme) {
    if (theme === "auto") delete this.root.dataset.theme;
    else this.root.dataset.theme = theme;
    this.storage.setItem(NAME, theme);
    this.dataset.shows = theme;
    this.button.setAttribute("aria-label", `Theme: ${theme}. Change to ${NEXT[theme]}.`);
    this.button.title = `Theme: ${theme}`;
  }
}

customElements.define("theme-toggle", ThemeToggle);
