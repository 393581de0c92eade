// <node-controls>: everything that can be done to one node, as buttons and small forms. Used in the inspector and in the
// node's menu; follows the chosen node unless `node` is set.

import { find, setOptions, setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";

/** @type {Record<string, { command: string, member: string, of: (node: NodeState) => number }>} */
const FORMS = {
  skew: { command: "set_skew", member: "skew_ticks", of: (node) => node.clock.skew_ticks },
  drift: { command: "set_drift", member: "per_mille", of: (node) => node.clock.drift_per_mille },
  processing: { command: "set_processing", member: "processing_ticks", of: (node) => node.processing_ticks },
};

export class NodeControls extends LabElement {
  /** @type {string | undefined} */
  node;

  setUp() {
    const template = find(this.ownerDocument, "#node-controls", HTMLTemplateElement);
    this.replaceChildren(template.content.cloneNode(true));
    this.on(this, "click", ({ target }) => this.#act(target.closest("[data-command]")?.dataset.command));
    this.on(this, "submit", (event) => this.#set(event));
  }

  /** The node that is controlled; empty while none is. */
  get name() {
    return this.node ?? this.chosen.node ?? "";
  }

  draw() {
    const node = this.view.nodes[this.name];
    if (!node) return;
    this.#button("crash", node.status === "crashed" ? ["restart", "Restart"] : ["crash", "Crash"]);
    this.#button("pause", node.status === "paused" ? ["resume_node", "Resume"] : ["pause_node", "Pause"]);
    this.find("[data-button=pause]", HTMLButtonElement).disabled = node.status === "crashed";
    this.#button("disk", ["lose_disk", "Lose disk of"]);
    const promote = this.find("[data-button=promote]", HTMLButtonElement);
    this.#button("promote", ["promote_node", "Promote"]);
    promote.hidden = !this.view.protocol.promotes;
    promote.disabled = node.status !== "up";
    for (const [name, { of }] of Object.entries(FORMS)) this.#fill(name, of(node));
    const timers = Object.keys(node.timers);
    this.find("form[data-form=timer]").hidden = timers.length === 0 || node.status !== "up";
    setOptions(
      this.find("select"),
      timers.map((timer) => [timer, timer]),
    );
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (now.node !== before.node && this.view) this.draw();
  }

  /**
   * @param {string} name
   * @param {[command: string, label: string]} shown
   */
  #button(name, [command, label]) {
    const button = this.find(`[data-button=${name}]`);
    button.dataset.command = command;
    setText(button, `${label} ${this.name}`);
  }

  /**
   * @param {string} name
   * @param {number} value
   */
  #fill(name, value) {
    const input = this.find(`form[data-form=${name}] input`, HTMLInputElement);
    const key = `${this.name} ${value}`;
    if (input.dataset.shown === key) return;
    input.dataset.shown = key;
    input.value = String(value);
  }

  /** @param {string | undefined} command */
  #act(command) {
    if (command) this.session.command(command, { node: this.name });
  }

  /** @param {Targeted<SubmitEvent>} event */
  #set(event) {
    event.preventDefault();
    if (event.target.dataset.form === "timer")
      return void this.session.command("fire_timer", { node: this.name, timer: this.find("select").value });
    const { command, member } = FORMS[event.target.dataset.form ?? ""];
    this.session.command(command, { node: this.name, [member]: find(event.target, "input").valueAsNumber });
  }
}

customElements.define("node-controls", NodeControls);
