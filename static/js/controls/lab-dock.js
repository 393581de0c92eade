// <lab-dock>: on a phone, beside time at the bottom of the screen: who acts, and the cut or the way back from it.

import { assign, sameLabels, setOptions, setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";

class LabDock extends LabElement {
  setUp() {
    const client = this.find("[name=client]", HTMLSelectElement);
    this.on(client, "change", () => this.session.chosen.set({ client: client.value }));
    this.query("button")?.addEventListener("click", () => this.#press());
  }

  draw() {
    const clients = Object.keys(this.view.clients).filter((client) => this.session.may(client));
    setOptions(this.find("[name=client]", HTMLSelectElement), sameLabels(clients));
    this.choose(this.chosen);
  }

  /** @param {Chosen} now */
  choose({ client, tool }) {
    if (!this.view) return;
    if (client) this.find("[name=client]", HTMLSelectElement).value = client;
    const button = this.query("button");
    if (!button) return;
    setText(button, this.#isCut() ? "Heal" : "Cut");
    assign(button, { "aria-pressed": this.#isCut() ? null : String(tool === "cut") });
  }

  #isCut() {
    const { partition, cuts } = this.view.network;
    return partition !== null || cuts.length > 0;
  }

  #press() {
    if (this.#isCut()) this.session.command("heal");
    else this.session.chosen.set({ tool: this.chosen.tool === "cut" ? "select" : "cut" });
  }
}

customElements.define("lab-dock", LabDock);
