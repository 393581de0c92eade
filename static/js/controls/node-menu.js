// <node-menu>: the controls of one node as a popover beside it, opened by the stage.

import { setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { showNear } from "../lib/popover.js";

export class NodeMenu extends LabElement {
  /**
   * Show the controls of a node beside its mark.
   *
   * @param {string} node
   * @param {DOMRect} box
   */
  open(node, box) {
    this.session.chosen.set({ node });
    setText(this.find("h3"), node);
    const controls = this.find("node-controls");
    controls.node = node;
    controls.draw();
    showNear(this, box);
  }
}

customElements.define("node-menu", NodeMenu);
