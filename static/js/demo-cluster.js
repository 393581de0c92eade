// <demo-cluster>: plays a recorded run, over and over. The recording is in the wire's own event format, made by the real kernel;
// this stands in for the session that <cluster-view> draws.

import { setText } from "./dom.js";
import { Observed } from "./emitter.js";
import { seconds } from "./format.js";
import { Frames } from "./frames.js";
import { Store } from "./store.js";
import { VirtualClock } from "./virtual-clock.js";

const SPEED = 450;
const REST_MS = 2500;
const CAPTION_MS = 1600;
const CAPTIONED = /^(operation_invoked|operation_completed|partitioned|healed|node_crashed)$/;

/** A session that only plays back. */
class Playback {
  store = new Store();
  clock = new VirtualClock();
  chosen = new Observed({ tool: "select", node: null, operation: null, message: null, event: null, client: null });

  constructor(page, recording) {
    Object.assign(this, { page, recording, frames: new Frames(page) });
  }

  /** From the start. */
  restart(nowMs) {
    const { view, tick } = this.recording;
    const snapshot = { run: 1, seq: 0, tick, playing: true, speed_per_mille: SPEED, role: null, lab: null, view, log: [] };
    this.next = 0;
    this.at = tick;
    this.clock.jump(snapshot, nowMs);
    this.store.replace(snapshot);
  }

  /** On by so much virtual time: the events that fall due are folded. Returns them. */
  advance(ticks, nowMs) {
    this.at += ticks;
    const { events } = this.recording;
    const due = [];
    while (this.next < events.length && events[this.next].tick <= this.at) due.push(events[this.next++]);
    const frame = { run: 1, tick: this.at, playing: true, speed_per_mille: SPEED, events: due };
    this.store.seq = due.length ? due[0].seq - 1 : this.store.seq;
    this.store.apply(frame);
    this.clock.sync(frame, nowMs);
    return due;
  }

  get over() {
    return this.at >= this.recording.until_tick;
  }

  now(nowMs = this.page.performance.now()) {
    return this.clock.read(nowMs);
  }

  may() {
    return false;
  }
}

class DemoCluster extends HTMLElement {
  #playing = false;
  #last = null;
  #restUntil = null;
  #captionAt = 0;

  async connectedCallback() {
    const page = this.ownerDocument.defaultView;
    const answer = await page.fetch(this.dataset.src);
    this.session = new Playback(page, await answer.json());
    this.session.restart(page.performance.now());
    const view = this.ownerDocument.createElement("cluster-view");
    view.setAttribute("still", "");
    view.setAttribute("label", "A five-node cluster, running");
    this.querySelector(".demo-stage").append(view);
    this.button = this.querySelector("[data-act=play]");
    this.button.addEventListener("click", () => this.#set(!this.#playing));
    this.session.frames.add((nowMs) => this.#frame(nowMs));
    this.#set(!page.matchMedia("(prefers-reduced-motion: reduce)").matches);
    this.#say("Five replicas. Every write is acknowledged by one, every read asks one.");
  }

  #set(playing) {
    this.#playing = playing;
    this.#last = null;
    setText(this.button, playing ? "Pause" : "Play");
    this.session.frames.wake();
  }

  #frame(nowMs) {
    if (!this.#playing) return false;
    const elapsed = this.#last === null ? 0 : Math.min(100, nowMs - this.#last);
    this.#last = nowMs;
    if (this.session.over) this.#rest(nowMs);
    else this.session.advance((elapsed * SPEED) / 1000, nowMs).forEach((event) => this.#caption(event, nowMs));
    setText(this.querySelector("time"), seconds(this.session.now(nowMs)));
    return true;
  }

  #rest(nowMs) {
    this.#restUntil ??= nowMs + REST_MS;
    if (nowMs < this.#restUntil) return;
    this.#restUntil = null;
    this.session.restart(nowMs);
  }

  #caption(event, nowMs) {
    const operation = this.session.store.view.operations[event.operation];
    const stale = event.kind === "operation_completed" && operation?.stale;
    if (!stale && (!CAPTIONED.test(event.kind) || nowMs < this.#captionAt)) return;
    this.#captionAt = nowMs + (stale ? 3 * CAPTION_MS : CAPTION_MS);
    this.#say(stale ? `Stale read. ${operation.stale.text}` : event.text, stale);
  }

  #say(text, stale = false) {
    const caption = this.querySelector("[data-caption]");
    caption.toggleAttribute("data-stale", Boolean(stale));
    setText(caption.firstElementChild, text);
  }
}

customElements.define("demo-cluster", DemoCluster);
