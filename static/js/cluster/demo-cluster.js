// <demo-cluster>: plays a recorded run, over and over. The recording was made by the real kernel.

import { find, first, setText, windowOf } from "../lib/dom.js";
import { LOADING_FAILED, seconds } from "../lib/format.js";
import { RecordedSession } from "../run/recorded-session.js";

const SPEED_PER_MILLE = 450;
const REST_MS = 2500;
const CAPTION_MS = 1600;
const CAPTIONED = /^(operation_invoked|operation_completed|partitioned|healed|node_crashed)$/;

class DemoCluster extends HTMLElement {
  /** @type {RecordedSession} */
  session;
  /** @type {HTMLElement} */
  button;
  /** @type {number | undefined} */
  rest;
  #captionAt = 0;

  async connectedCallback() {
    const page = windowOf(this);
    const answer = await page.fetch(this.dataset.src ?? "");
    if (!answer.ok) return this.#say(LOADING_FAILED);
    this.session = new RecordedSession(page, await answer.json(), { speed: SPEED_PER_MILLE });
    this.#rewind();
    const view = this.ownerDocument.createElement("cluster-view");
    view.setAttribute("still", "");
    view.setAttribute("label", "A five-node cluster, running");
    find(this, ".demo-stage").append(view);
    this.button = find(this, "[data-act=play]");
    this.button.addEventListener("click", () => this.#set(!this.session.replay.value.playing));
    this.session.store.subscribe(({ events }) =>
      events.forEach((event) => this.#caption(event, page.performance.now())),
    );
    this.session.replay.subscribe(({ playing }) => this.#turn(playing));
    this.session.frames.add((nowMs) => this.#time(nowMs));
    this.#set(!page.matchMedia("(prefers-reduced-motion: reduce)").matches);
    this.#say("Five replicas. Every write is acknowledged by one, every read asks one.");
  }

  #rewind() {
    this.session.travel({ seq: this.session.history.first.seq, tick: 0 });
  }

  /** @param {boolean} playing */
  #set(playing) {
    if (playing && !this.session.store.past) this.#rewind();
    this.session.setReplay(playing);
    setText(this.button, playing ? "Pause" : "Play");
  }

  /**
   * At the end, rest, and begin again.
   *
   * @param {boolean} playing
   */
  #turn(playing) {
    const ended = !playing && !this.session.store.past;
    const page = windowOf(this);
    page.clearTimeout(this.rest);
    if (ended) this.rest = page.setTimeout(() => this.#set(true), REST_MS);
  }

  /** @param {number} nowMs */
  #time(nowMs) {
    setText(find(this, "time"), seconds(this.session.now(nowMs)));
    return this.session.moving(nowMs);
  }

  /**
   * @param {WireEvent} event
   * @param {number} nowMs
   */
  #caption(event, nowMs) {
    const operation = this.session.store.view?.operations[event.operation ?? ""];
    const stale = event.kind === "operation_completed" ? operation?.stale : null;
    if (!stale && (!CAPTIONED.test(event.kind) || nowMs < this.#captionAt)) return;
    this.#captionAt = nowMs + (stale ? 3 * CAPTION_MS : CAPTION_MS);
    this.#say(stale ? `Stale read. ${stale.text}` : event.text, Boolean(stale));
  }

  /**
   * @param {string} text
   * @param {boolean} [stale]
   */
  #say(text, stale = false) {
    const caption = find(this, "[data-caption]");
    caption.toggleAttribute("data-stale", stale);
    setText(first(caption), text);
  }
}

customElements.define("demo-cluster", DemoCluster);
