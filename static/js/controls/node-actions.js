// <node-actions>: the common next things at the chosen node, one click each, in a box that grows from it and says who acts.

import { boxBeside } from "../cluster/beside.js";
import { assign, present, setText } from "../lib/dom.js";
import { operationText } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { nextChange } from "./next-operation.js";

// How much more it matters that a value is seen than a client's name.
const VALUE_WEIGHT = 20;

class NodeActions extends LabElement {
  /**
   * What the cluster showed when it was drawn last.
   *
   * @type {import("../cluster/view.js").Scene | null}
   */
  #scene = null;

  setUp() {
    this.on(this.#stage, "cluster-drawn", ({ detail }) => {
      this.#scene = detail.scene;
      this.#place();
    });
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
    setText(this.find(".who"), `${client ?? ""} at ${node}:`);
    this.#place();
  }

  get #stage() {
    return present(this.closest("cluster-stage"), "cluster-stage");
  }

  /** Stand beside the chosen node. */
  #place() {
    const { node } = this.chosen;
    const scene = this.#scene;
    const at = scene?.places.nodes.get(node ?? "");
    if (!scene || !at || this.hidden) return;
    const { scale } = this.#stage.cluster;
    const { placed, size } = scene;
    const written = [
      ...placed.solid.map((each) => ({ ...each, weight: 1 })),
      ...placed.values.map((each) => ({ ...each, weight: VALUE_WEIGHT })),
      ...[...placed.badges.values()].flatMap((each) => each.map(({ box }) => ({ ...box, weight: 2 }))),
    ];
    const box = { width: this.offsetWidth / scale, height: this.offsetHeight / scale };
    const { side, x, y, tail } = boxBeside(box, at, size.radius, size, written);
    assign(this, { "data-side": side });
    this.style.translate = `${(x * scale).toFixed(1)}px ${(y * scale).toFixed(1)}px`;
    this.style.setProperty("--tail", `${(tail * scale).toFixed(1)}px`);
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
    const { cluster } = this.#stage;
    const mark = cluster.root.querySelector(`[data-node="${this.chosen.node}"]`);
    cluster.dispatchEvent(new CustomEvent("open-menu", { bubbles: true, detail: { node: this.chosen.node, mark } }));
  }
}

customElements.define("node-actions", NodeActions);
