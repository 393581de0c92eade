// <node-actions>: the common next things at the chosen node, one click each, in a corner where no message passes.

import { present, setText } from "../lib/dom.js";
import { operationText } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { nextChange } from "./next-operation.js";

class NodeActions extends LabElement {
  setUp() {
    this.on(this.find("[data-act=write]"), "click", () => this.#invoke("write"));
    this.on(this.find("[data-act=read]"), "click", () => this.#invoke("read"));
    this.query("[data-act=more]")?.addEventListener("click", () => this.#more());
  }

  draw() {
    const { node, client } = this.chosen;
    const shown = node !== null && this.session.may(client) && node in this.view.nodes;
    this.hidden = !shown;
    if (!shown) return;
    const key = this.view.keys[0];
    setText(this.find("[data-act=write]"), this.#words(key));
    setText(this.find("[data-act=read]"), `read ${key}`);
    this.find("[data-act=read]").hidden = !this.view.protocol.actions.includes("read");
    setText(this.find(".who"), `${client ?? ""} at ${node}`);
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && (now.node !== before.node || now.client !== before.client)) this.draw();
  }

  /** @param {string} key */
  #words(key) {
    const { operation, value } = nextChange(this.view, key);
    return operationText({ kind: operation, key, value });
  }

  /** @param {string} operation */
  #invoke(operation) {
    const { node, client } = this.chosen;
    const key = this.view.keys[0];
    const change = operation === "write" ? nextChange(this.view, key) : { operation };
    this.session.command("invoke", { client, node, key, ...change });
  }

  #more() {
    const { cluster } = present(this.closest("cluster-stage"), "cluster-stage");
    const mark = cluster.root.querySelector(`[data-node="${this.chosen.node}"]`);
    cluster.dispatchEvent(new CustomEvent("open-menu", { bubbles: true, detail: { node: this.chosen.node, mark } }));
  }
}

customElements.define("node-actions", NodeActions);
