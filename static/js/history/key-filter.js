// <key-filter>: which key's operations are shown. A few keys are buttons, some are a list, many are found by typing.

import { html, queryAll } from "../lib/dom.js";
import { shortened } from "../lib/format.js";
import { offered } from "./choice.js";
import { JudgedElement } from "./judged-element.js";

const BUTTONS_MAX = 6;
const LISTED_MAX = 20;
const KEY_CHARS_MAX = 14;
const ALL = "All keys";

class KeyFilter extends JudgedElement {
  /** @type {HTMLInputElement | HTMLSelectElement} */
  input;
  /** @type {HTMLDataListElement | undefined} */
  list;

  setUp() {
    const { keys } = this.history;
    this.hidden = keys.length < 2;
    if (this.hidden) return;
    if (keys.length <= BUTTONS_MAX) this.#buttons(keys);
    else if (keys.length <= LISTED_MAX) this.#list(keys);
    else this.#search(keys);
  }

  /** @param {string[]} keys */
  #buttons(keys) {
    const { ownerDocument: document } = this;
    /**
     * @param {string} key
     * @param {string} words
     */
    const button = (key, words) =>
      html(document, "button", { type: "button", "data-key": key, title: key || ALL }, words);
    const group = html(
      document,
      "div",
      { class: "views", role: "group", "aria-label": "Key" },
      button("", ALL),
      ...keys.map((key) => button(key, shortened(key, KEY_CHARS_MAX))),
    );
    this.replaceChildren(group);
    this.on(group, "click", ({ target }) => this.#take(target.closest("[data-key]")?.dataset.key));
  }

  /** @param {string[]} keys */
  #list(keys) {
    const { ownerDocument: document } = this;
    const options = [
      html(document, "option", { value: "" }, ALL),
      ...keys.map((key) => html(document, "option", { value: key }, shortened(key, KEY_CHARS_MAX))),
    ];
    this.input = html(document, "select", { "aria-label": "Key" }, ...options);
    this.replaceChildren(this.input);
    this.on(this.input, "change", () => this.#take(this.input.value));
  }

  /** @param {string[]} keys */
  #search(keys) {
    const { ownerDocument: document } = this;
    this.list = html(document, "datalist", { id: "history-keys" });
    this.input = html(document, "input", {
      type: "search",
      list: "history-keys",
      "aria-label": "Key",
      placeholder: `All ${keys.length.toLocaleString("en")} keys`,
      autocomplete: "off",
    });
    this.replaceChildren(this.input, this.list);
    this.#offer(keys);
    this.on(this.input, "input", () => {
      this.#offer(keys);
      if (this.input.value === "" || keys.includes(this.input.value)) this.#take(this.input.value);
    });
    this.on(this.input, "change", () =>
      this.#take(keys.includes(this.input.value) ? this.input.value : (offered(keys, this.input.value)[0] ?? "")),
    );
  }

  /** @param {string[]} keys */
  #offer(keys) {
    this.list?.replaceChildren(
      ...offered(keys, this.input.value).map((key) => html(this.ownerDocument, "option", { value: key })),
    );
  }

  /** @param {string | undefined} key */
  #take(key) {
    if (key === undefined) return;
    this.pick({ key, only: false, operation: null });
  }

  /** @param {import("./judged-history.js").Looked} now */
  choose({ key }) {
    for (const button of queryAll(this, "[data-key]"))
      button.setAttribute("aria-pressed", String(button.dataset.key === key));
    if (this.input && this.ownerDocument.activeElement !== this.input) this.input.value = key;
    if (this.input?.tagName === "SELECT") this.input.value = key;
  }
}

customElements.define("key-filter", KeyFilter);
