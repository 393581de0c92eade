// <connection-state>: whether the page hears from the server, in a word and a mark.

import { setText } from "../lib/dom.js";
import { LabElement } from "./lab-element.js";

const WORDS = {
  connecting: "connecting…",
  live: "live",
  reconnecting: "reconnecting…",
  offline: "offline",
  gone: "closed",
};

class ConnectionState extends LabElement {
  setUp() {
    this.label = this.find("span");
    this.follow(this.session.connection.subscribe((state) => this.#show(state)));
    this.#show(this.session.connection.value);
  }

  #show({ name, words }) {
    this.dataset.state = name;
    this.title = words;
    setText(this.label, WORDS[name]);
    const banner = this.ownerDocument.querySelector("[data-gone]");
    banner.hidden = name !== "gone";
    if (name === "gone") setText(banner.querySelector("p"), words);
  }
}

customElements.define("connection-state", ConnectionState);
