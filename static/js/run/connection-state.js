// <connection-state>: whether the page hears from the server, in a word and a mark.

import { find, setText } from "../lib/dom.js";
import { LabElement } from "./lab-element.js";

/** @type {Record<string, string>} */
const WORDS = {
  connecting: "connecting…",
  live: "live",
  reconnecting: "reconnecting…",
  offline: "offline",
  gone: "closed",
};

class ConnectionStateElement extends LabElement {
  /** @type {HTMLElement} */
  label;

  setUp() {
    this.label = this.find("span");
    this.follow(this.session.connection.subscribe((state) => this.#show(state)));
    this.#show(this.session.connection.value);
  }

  /** @param {ConnectionState} state */
  #show({ name, words }) {
    this.dataset.state = name;
    this.title = words;
    setText(this.label, WORDS[name]);
    const banner = find(this.ownerDocument, "[data-gone]");
    banner.hidden = name !== "gone";
    if (name === "gone") setText(find(banner, "p"), words);
  }
}

customElements.define("connection-state", ConnectionStateElement);
