// <lab-transport>: play, pause, step, speed, and the virtual time.

import { assign, setText } from "./dom.js";
import { seconds, speedText } from "./format.js";
import { Hold } from "./hold.js";
import { LabElement } from "./lab-element.js";
import { positionOf, speedAt } from "./scales.js";

const SPEED_SENT_MS = 250;

class LabTransport extends LabElement {
  #speedTimer = null;

  setUp() {
    this.page = this.ownerDocument.defaultView;
    this.slider = this.find("input[type=range]");
    this.on(this, "click", ({ target }) => this.#press(target.closest("button")?.dataset.act));
    this.on(this.slider, "input", () => this.#speed());
    this.hold = new Hold(this.session, this.page.localStorage);
    const box = this.find("[name=hold]");
    box.checked = this.hold.wanted;
    this.on(box, "change", () => (this.hold.wanted = box.checked));
    this.follow(this.session.frames.add((nowMs) => this.#time(nowMs)));
  }

  draw() {
    const { playing, speed } = this.session.store;
    const owner = this.session.may();
    const play = this.find("[data-act=play]");
    assign(play, { "data-playing": playing, "aria-label": playing ? "Pause" : "Play", title: playing ? "Pause (Space)" : "Play (Space)" });
    play.disabled = !owner;
    this.find("[data-act=step]").disabled = !owner || playing;
    this.slider.disabled = !owner;
    this.find(".paused").hidden = playing;
    if (this.#speedTimer === null) this.#show(speed);
    this.#ended();
  }

  #ended() {
    const { ended } = this.view;
    const box = this.ownerDocument.querySelector("[data-ended]");
    box.hidden = !ended;
    setText(box, ended ? `This run has ended. ${ended}` : "");
  }

  #show(speed) {
    this.slider.value = positionOf(speed);
    this.slider.setAttribute("aria-valuetext", speedText(speed));
    setText(this.find("output"), speedText(speed));
  }

  #press(act) {
    if (act === "play") this.toggle();
    if (act === "step") this.session.command("step");
  }

  /** Play if paused, pause if playing. */
  toggle() {
    this.session.command(this.session.store.playing ? "pause" : "play");
  }

  #speed() {
    const speed = speedAt(this.slider.valueAsNumber);
    this.#show(speed);
    this.page.clearTimeout(this.#speedTimer);
    this.#speedTimer = this.page.setTimeout(async () => {
      await this.session.command("set_speed", { per_mille: speed });
      this.#speedTimer = null;
    }, SPEED_SENT_MS);
  }

  #time(nowMs) {
    if (!this.view) return false;
    setText(this.find("time"), seconds(this.session.now(nowMs)));
    return this.session.clock.moving(nowMs);
  }
}

customElements.define("lab-transport", LabTransport);
