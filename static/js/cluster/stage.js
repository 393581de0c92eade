// <cluster-stage>: what lies over the cluster picture. The menus of messages and nodes, the bin, what to do at the chosen node,
// and the confirmation of a cut picked node by node.

import { query, queryAll, setText, windowOf } from "../lib/dom.js";
import { seconds } from "../lib/format.js";
import { refine } from "../lib/geometry.js";
import { Hold } from "./hold.js";
import { LabElement } from "../run/lab-element.js";
import { storageOf } from "../lib/storage.js";

/** @typedef {import("./view.js").ClusterView} ClusterView */

export class ClusterStage extends LabElement {
  /** @type {ClusterView} */
  cluster;
  /** @type {Hold} */
  hold;
  /**
   * The mark that the menu was opened at.
   *
   * @type {HTMLElement | undefined}
   */
  opener;
  /**
   * The groups of a cut that is picked node by node.
   *
   * @type {string[][]}
   */
  groups = [];

  setUp() {
    this.cluster = this.find("cluster-view");
    this.hold = new Hold(this.session, storageOf(windowOf(this)));
    const box = this.query("[name=hold]", HTMLInputElement);
    if (box) {
      box.checked = this.hold.wanted;
      this.on(box, "change", () => {
        this.hold.wanted = box.checked;
      });
    }
    this.on(this, "message-held", ({ detail }) => this.#held(detail.held));
    this.on(this, "open-menu", ({ detail }) => this.#openMenu(detail));
    this.on(this, "cut-picked", ({ detail }) => this.#pick(detail.picked));
    for (const menu of queryAll(this, "[popover]")) this.on(menu, "toggle", (event) => this.#toggled(event));
    this.on(this.find("[data-act=cut-off]"), "click", () => this.#cutOff());
    this.on(this.find("[data-act=cut-cancel]"), "click", () => {
      this.#pick([]);
      this.cluster.focusPicture();
    });
  }

  draw() {
    this.#legend();
    this.#past();
  }

  /** Say which moment of the past is shown. */
  #past() {
    const { past, tick } = this.session.store;
    this.toggleAttribute("data-past", past);
    this.find(".past-note").hidden = !past;
    setText(this.find(".past-note"), past ? `${seconds(tick)}, the past` : "");
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (now.tool !== before.tool) this.#pick([]);
  }

  /** The legend explains only what has been seen. */
  #legend() {
    for (const { category } of Object.values(this.view.messages))
      this.find(`.legend [data-category=${category}]`).hidden = false;
  }

  /** @param {boolean} held */
  #held(held) {
    this.find("[data-bin]").hidden = !held;
    this.hold[held ? "begin" : "end"]();
  }

  /** @param {OwnEventMap["open-menu"]["detail"]} asked */
  #openMenu({ message, node, mark }) {
    const menu = message ? this.find("message-menu") : this.find("node-menu");
    this.opener = /** @type {HTMLElement} */ (mark);
    menu.open(message ?? node ?? "", mark.getBoundingClientRect());
  }

  /** @param {Targeted<ToggleEvent>} event */
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
    else (query(target, "[tabindex]") ?? target).focus({ preventScroll: true });
  }

  /** @param {string[]} picked */
  #pick(picked) {
    this.cluster.picked = picked;
    const names = this.view ? Object.keys(this.view.nodes) : [];
    const rest = names.filter((name) => !picked.includes(name));
    this.groups = refine(this.view?.network.partition ?? [names], [rest, picked]);
    this.cluster.preview = picked.length > 0 && rest.length > 0 ? this.groups : null;
    this.find(".cut-picked").hidden = picked.length === 0;
    setText(this.find("[data-act=cut-off]"), `Cut off ${picked.join(", ")}`);
    this.cluster.redraw();
  }

  #cutOff() {
    const { groups } = this;
    this.#pick([]);
    this.session.command("partition", { groups });
    this.session.chosen.set({ tool: "select" });
    this.cluster.focusPicture();
  }
}

customElements.define("cluster-stage", ClusterStage);
