// <lab-transport>: time in the learner's hands. Play, pause, speed; scrub through the whole run; step on and back by events,
// operations, faults or violations; go back to the present; fork.

import { assign, find, query, setText, windowOf } from "../lib/dom.js";
import { seconds, speedText } from "../lib/format.js";
import { KINDS, markTicks } from "../run/jumps.js";
import { LabElement } from "../run/lab-element.js";
import { positionOf, speedAt } from "../lib/scales.js";

const SPEED_SENT_MS = 250;
const PAGE_TICKS = 1000;

/** @typedef {import("../run/jumps.js").JumpKind} JumpKind */

/** @type {JumpKind[]} */
const MARKED = ["fault", "violation"];

export class LabTransport extends LabElement {
  /** @type {Page} */
  page;
  /** @type {HTMLInputElement} */
  slider;
  /** @type {HTMLInputElement} */
  scrub;
  /** @type {number | null} */
  #speedTimer = null;
  #scrubbing = false;

  setUp() {
    this.page = windowOf(this);
    this.slider = this.find("[name=speed]", HTMLInputElement);
    this.scrub = this.find("[name=moment]", HTMLInputElement);
    this.on(this, "click", ({ target }) => this.#press(target.closest("button")?.dataset.act));
    this.on(this.slider, "input", () => this.#speed());
    this.on(this.scrub, "input", () => this.session.travel({ tick: this.scrub.valueAsNumber }));
    this.on(this.scrub, "pointerdown", () => (this.#scrubbing = true));
    this.on(this.page, "pointerup", () => (this.#scrubbing = false));
    this.on(this.scrub, "keydown", (event) => this.#key(event));
    const back = query(this.ownerDocument, "[data-act=back-to-fork]");
    if (back) this.on(back, "click", () => this.session.jump("operation", -1));
    this.follow(this.session.replay.subscribe(() => this.draw()));
    this.follow(this.session.history.subscribe((change) => this.#marks(change)));
    this.follow(this.session.frames.add((nowMs) => this.#time(nowMs)));
    this.#marks({ kind: "reset", events: this.session.history.events });
  }

  draw() {
    const { playing, past, head, speed } = this.session.store;
    const { recorded } = this.session;
    const owner = this.session.may();
    const runs = past ? this.session.replay.value.playing : playing;
    const play = this.find("[data-act=play]", HTMLButtonElement);
    assign(play, {
      "data-playing": runs,
      "aria-label": runs ? "Pause" : "Play",
      title: runs ? "Pause (Space)" : "Play (Space)",
    });
    play.disabled = (!owner && !past && !recorded) || (Boolean(this.view.ended) && !past && !recorded);
    this.find("[data-act=on]", HTMLButtonElement).disabled =
      !past && (!owner || (playing && !this.session.store.quiet));
    this.find("[data-act=back]", HTMLButtonElement).disabled = !this.session.history.complete;
    this.find("[data-act=now]").hidden = !past;
    setText(this.find("[data-act=now]"), recorded ? "End" : "Now");
    const fork = this.query("[data-act=fork]");
    if (fork) fork.classList.toggle("primary", past);
    this.slider.disabled = !owner && !recorded;
    this.scrub.disabled = !this.session.history.complete;
    this.scrub.max = String(Math.max(1, Math.ceil(head.tick)));
    assign(this.find(".marks"), { viewBox: `0 0 ${this.scrub.max} 10` });
    const { quiet } = this.session.store;
    this.find(".paused").hidden = (runs && !quiet) || past;
    setText(this.find(".paused"), recorded ? "end" : runs ? "waiting" : "paused");
    if (this.#speedTimer === null) this.#show(speed);
    this.#ended();
    this.session.frames.wake();
  }

  drawHead() {
    this.draw();
  }

  /** Play if time stands still, pause if it runs. */
  toggle() {
    const { store, replay } = this.session;
    if (store.past) this.session.setReplay(!replay.value.playing);
    else if (this.session.recorded) this.session.playFromStart();
    else if (this.session.may()) this.session.command(store.playing ? "pause" : "play");
  }

  /** One step on: in the past, to what is next there; in the present, the next thing happens. */
  stepOn() {
    const { store } = this.session;
    if (!store.past) return void this.session.command("step");
    this.session.setReplay(false);
    if (!this.session.jump(this.#kind, 1)) this.session.goLive();
  }

  /** One step back. */
  stepBack() {
    this.session.setReplay(false);
    this.session.jump(this.#kind, -1);
  }

  get #kind() {
    const { value } = this.find("[name=by]", HTMLSelectElement);
    return value in KINDS ? /** @type {JumpKind} */ (value) : "event";
  }

  /** @param {string | undefined} act */
  #press(act) {
    if (act === "play") this.toggle();
    if (act === "on") this.stepOn();
    if (act === "back") this.stepBack();
    if (act === "now") this.session.goLive();
    if (act === "fork") this.session.fork();
  }

  /** @param {Targeted<KeyboardEvent>} event */
  #key(event) {
    const { key } = event;
    const by = { PageUp: PAGE_TICKS, PageDown: -PAGE_TICKS }[key];
    if (key === "ArrowRight" || key === "ArrowUp") this.stepOn();
    else if (key === "ArrowLeft" || key === "ArrowDown") this.stepBack();
    else if (by) this.session.travel({ tick: Math.max(0, this.session.now() + by) });
    else return;
    event.preventDefault();
  }

  #ended() {
    const { ended } = this.view;
    const box = query(this.ownerDocument, "[data-ended]");
    if (!box) return;
    box.hidden = !ended;
    setText(find(box, "p"), ended ?? "");
  }

  /** @param {number} speed */
  #show(speed) {
    this.slider.value = String(positionOf(speed));
    this.slider.setAttribute("aria-valuetext", speedText(speed));
    setText(this.find("output"), speedText(speed));
  }

  #speed() {
    const speed = speedAt(this.slider.valueAsNumber);
    this.#show(speed);
    if (this.#speedTimer !== null) this.page.clearTimeout(this.#speedTimer);
    this.#speedTimer = this.page.setTimeout(async () => {
      await this.session.setSpeed(speed);
      this.#speedTimer = null;
    }, SPEED_SENT_MS);
  }

  /**
   * Mark the ticks of faults and violations on the slider. After an addition only what was added is looked at.
   *
   * @param {HistoryChange} change
   */
  #marks({ kind, events }) {
    const { first } = this.session.history;
    for (const what of MARKED) {
      const path = this.find(`.marks [data-kind=${what}]`);
      const d = markTicks({ events, first }, what)
        .map((tick) => `M${tick} 0v10`)
        .join("");
      assign(path, { d: kind === "append" ? `${path.getAttribute("d") ?? ""}${d}` : d });
    }
  }

  /** @param {number} nowMs */
  #time(nowMs) {
    if (!this.view) return false;
    const tick = this.session.now(nowMs);
    setText(this.find("time"), seconds(tick));
    const max = Number(this.scrub.max);
    if (!this.#scrubbing) this.scrub.value = String(Math.min(tick, max));
    this.scrub.setAttribute("aria-valuetext", seconds(tick));
    this.style.setProperty("--shown", `${(100 * Math.min(1, tick / max)).toFixed(2)}%`);
    return this.session.moving(nowMs);
  }
}

customElements.define("lab-transport", LabTransport);
