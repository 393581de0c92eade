// <cluster-stage>: what lies over the cluster picture. The menus of messages and nodes, the bin, what to do at the chosen node,
// and the confirmation of a cut picked node by node.

import { setText } from "../lib/dom.js";
import { Hold } from "./hold.js";
import { LabElement } from "../run/lab-element.js";
import { storageOf } from "../lib/storage.js";

class ClusterStage extends LabElement {
  setUp() {
    this.cluster = this.find("cluster-view");
    this.hold = new Hold(this.session, storageOf(this.ownerDocument.defaultView));
    const box = this.find("[name=hold]");
    if (box) {
      box.checked = this.hold.wanted;
      this.on(box, "change", () => (this.hold.wanted = box.checked));
    }
    this.on(this, "message-held", ({ detail }) => this.#held(detail.held));
    this.on(this, "open-menu", ({ detail }) => this.#openMenu(detail));
    this.on(this, "cut-picked", ({ detail }) => this.#pick(detail.picked));
    for (const menu of this.querySelectorAll("[popover]")) this.on(menu, "toggle", (event) => this.#toggled(event));
    this.on(this.find("[data-act=cut-off]"), "click", () => this.#cutOff());
    this.on(this.find("[data-act=cut-cancel]"), "click", () => this.#pick([]));
  }

  draw() {
    this.#legend();
  }

  choose(now, before) {
    if (now.tool !== before.tool) this.#pick([]);
  }

  /** The legend explains only what has been seen. */
  #legend() {
    for (const { category } of Object.values(this.view.messages))
      this.find(`.legend [data-category=${category}]`).hidden = false;
  }

  #held(held) {
    this.find("[data-bin]").hidden = !held;
    this.hold[held ? "begin" : "end"]();
  }

  #openMenu({ message, node, mark }) {
    const menu = this.find(message ? "message-menu" : "node-menu");
    this.opener = mark;
    menu.open(message ?? node, mark.getBoundingClientRect());
  }

  #toggled({ newState, target }) {
    if (target.matches("message-menu")) this.hold[newState === "open" ? "begin" : "end"]();
    if (newState !== "closed") return;
    this.session.chosen.set({ message: null });
    if (this.contains(this.ownerDocument.activeElement) || this.ownerDocument.activeElement === this.ownerDocument.body)
      this.#focusOpener();
  }

  #focusOpener() {
    const target = this.opener?.isConnected ? this.opener : this.cluster.root;
    if (target === this.cluster.root) this.cluster.focusPicture();
    else (target.querySelector("[tabindex]") ?? target).focus({ preventScroll: true });
  }

  #pick(picked) {
    this.cluster.picked = picked;
    const rest = this.view ? Object.keys(this.view.nodes).filter((name) => !picked.includes(name)) : [];
    this.groups = [rest, picked];
    this.cluster.preview = picked.length > 0 && rest.length > 0 ? this.groups : null;
    this.find(".cut-picked").hidden = picked.length === 0;
    setText(this.find("[data-act=cut-off]"), `Cut off ${picked.join(", ")}`);
    this.cluster.redraw();
  }

  #cutOff() {
    const { groups } = this;
    this.#pick([]);
    this.session.command("partition", { groups: groups.filter((group) => group.length > 0) });
  }
}

customElements.define("cluster-stage", ClusterStage);
