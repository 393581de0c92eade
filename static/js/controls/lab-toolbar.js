// <lab-toolbar>: what the pointer does in the cluster, and the way back from every cut.

import { queryAll, setText, windowOf } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";

/** @type {Record<string, string>} */
const HINTS = {
  select: "",
  cut: "Draw a line between nodes, or pick nodes one by one.",
  one_way: "Drag from one node to another: messages that way are lost. Do it again to heal.",
  crash: "Choose a node to crash it, or one that crashed to restart it.",
};
const WAY_OUT = { keys: "Escape cancels.", touch: "Tap the tool again to stop." };

class LabToolbar extends LabElement {
  setUp() {
    this.on(this, "click", ({ target }) => this.#press(target.closest("button")));
  }

  draw() {
    const { partition, cuts } = this.view.network;
    const heal = this.query("[data-command=heal]", HTMLButtonElement);
    if (heal) heal.disabled = !partition && cuts.length === 0;
  }

  /** @param {Chosen} now */
  choose({ tool }) {
    for (const button of queryAll(this, "[data-tool]"))
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    const touch = windowOf(this).matchMedia("(pointer: coarse)").matches;
    setText(this.find(".tool-hint"), HINTS[tool] && `${HINTS[tool]} ${touch ? WAY_OUT.touch : WAY_OUT.keys}`);
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    const tool = button?.dataset.tool;
    if (tool) this.session.chosen.set({ tool: tool === this.chosen.tool ? "select" : tool });
    if (button?.dataset.command) this.session.command(button.dataset.command);
  }
}

customElements.define("lab-toolbar", LabToolbar);
