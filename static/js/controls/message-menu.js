// <message-menu>: what can be done to one message in flight. A popover, opened by the stage.

import { setText } from "../lib/dom.js";
import { operationText, shortSeconds } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { showNear } from "../lib/popover.js";

export class MessageMenu extends LabElement {
  /** @type {string} */
  message;

  setUp() {
    this.on(this, "click", ({ target }) => this.#act(target.closest("[data-command]")?.dataset.command));
    this.on(this.find("form"), "submit", (event) => this.#delay(event));
  }

  /**
   * Show the menu of a message beside its mark.
   *
   * @param {string} message
   * @param {DOMRect} box
   */
  open(message, box) {
    this.message = message;
    const { source, target, words, operation } = this.view.messages[message];
    const serves = this.view.operations[operation ?? ""];
    setText(this.find("h3"), words);
    setText(
      this.find("p"),
      `from ${source} to ${target}${serves ? `, for ${serves.client}'s ${operationText(serves)}` : ""}`,
    );
    setText(this.find(".names"), operation ? `${message} · ${operation}` : message);
    this.#describe();
    showNear(this, box);
  }

  draw() {
    if (!this.message || !this.matches(":popover-open")) return;
    if (this.message in this.view.messages) this.#describe();
    else this.hidePopover();
  }

  #describe() {
    const { state, arrives_tick } = this.view.messages[this.message];
    setText(
      this.find(".when"),
      state === "waiting" ? "waiting to be handled" : `arrives at ${shortSeconds(arrives_tick)}`,
    );
  }

  /** @param {string | undefined} command */
  #act(command) {
    if (!command) return;
    this.session.command(command, { message: this.message });
    this.hidePopover();
  }

  /** @param {Targeted<SubmitEvent>} event */
  #delay(event) {
    event.preventDefault();
    const delay = this.find("input", HTMLInputElement).valueAsNumber;
    this.session.command("delay_message", { message: this.message, delay_ticks: delay });
    this.hidePopover();
  }
}

customElements.define("message-menu", MessageMenu);
