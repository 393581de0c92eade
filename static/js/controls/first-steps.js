// <first-steps>: in a lab where nothing has happened, what to do first, one click away; then what to try next.

import { setText } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";
import { firstStep } from "./next-operation.js";

class FirstSteps extends LabElement {
  /** @type {ReturnType<typeof firstStep>} */
  step;

  setUp() {
    this.on(this.find("button"), "click", () => this.#take());
  }

  draw() {
    this.step = this.session.may() ? firstStep(this.view) : null;
    this.hidden = !this.step;
    if (!this.step) return;
    this.dataset.step = String(this.step.number);
    this.classList.toggle("strip", this.step.number > 1);
    setText(this.find("p"), this.step.text);
    setText(this.find("button"), this.step.label);
  }

  #take() {
    if (!this.step) return;
    const { client, node } = this.step.command;
    this.session.chosen.set({ client, node });
    this.session.command("invoke", this.step.command);
  }
}

customElements.define("first-steps", FirstSteps);
