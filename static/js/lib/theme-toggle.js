// <theme-toggle>: light, dark, or as the system has it. Kept in this browser.

import { find, windowOf } from "./dom.js";
import { storageOf } from "./storage.js";

const NAME = "lightcone.theme";
/** @type {Record<string, string>} */
const NEXT = { auto: "light", light: "dark", dark: "auto" };

class ThemeToggle extends HTMLElement {
  /** @type {HTMLElement} */
  button;
  /** @type {HTMLElement} */
  root;
  /** @type {import("./storage.js").Store} */
  storage;

  connectedCallback() {
    this.button = find(this, "button");
    this.root = this.ownerDocument.documentElement;
    this.storage = storageOf(windowOf(this));
    this.button.addEventListener("click", () => this.#set(NEXT[this.#theme]));
    this.#set(this.#theme);
  }

  get #theme() {
    return this.root.dataset.theme ?? "auto";
  }

  /** @param {string} theme */
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
