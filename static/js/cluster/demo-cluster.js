// <demo-cluster>: plays a recorded run, over and over. The recording was made by the real kernel. Until it is loaded there is a picture
// from the server; with `data-later` that is when it comes into sight.

import { find, query, setText, windowOf } from "../lib/dom.js";
import { capitalized, LOADING_FAILED, seconds, valuesText } from "../lib/format.js";
import { RecordedSession } from "../run/recorded-session.js";

const SPEED_PER_MILLE = 450;
const REST_MS = 2500;
const STALE_REST_MS = 2500;
const CAPTION_MS = 1600;
const CAPTIONED = /^(operation_invoked|operation_completed|partitioned|healed|node_crashed)$/;
const YOUR_TURN = "Your turn: write, draw a line through the cluster, and read.";

class DemoCluster extends HTMLElement {
  /** @type {RecordedSession} */
  session;
  /** @type {number | undefined} */
  rest;
  #captionAt = 0;
  #stopped = false;

  connectedCallback() {
    const page = windowOf(this);
    if (!("later" in this.dataset)) return void this.#load();
    const seen = new page.IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      this.#load();
    });
    seen.observe(this);
  }

  disconnectedCallback() {
    this.end();
  }

  /** Stop for good. */
  end() {
    this.#stopped = true;
    windowOf(this).clearTimeout(this.rest);
    this.session?.setReplay(false);
  }

  async #load() {
    const page = windowOf(this);
    const answer = await page.fetch(this.dataset.src ?? "").catch(() => null);
    if (!answer?.ok) return this.#say(LOADING_FAILED);
    const recording = await answer.json();
    const { seconds: wanted } = this.dataset;
    const speed = wanted ? Math.ceil(recording.until.tick / Number(wanted)) : SPEED_PER_MILLE;
    this.session = new RecordedSession(page, recording, { speed });
    const still = page.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!still) this.#rewind();
    const view = this.ownerDocument.createElement("cluster-view");
    view.setAttribute("still", "");
    view.setAttribute("label", this.dataset.label ?? "A cluster, running");
    find(this, ".demo-stage").replaceChildren(view);
    query(this, "[data-act=play]")?.addEventListener("click", () => this.#set(!this.session.replay.value.playing));
    this.session.store.subscribe(({ events }) =>
      events.forEach((event) => this.#caption(event, page.performance.now())),
    );
    this.session.replay.subscribe(({ playing }) => this.#turn(playing));
    this.session.frames.add((nowMs) => this.#time(nowMs));
    this.#set(!still);
  }

  #rewind() {
    this.session.travel({ seq: this.session.history.first.seq, tick: 0 });
  }

  /** @param {boolean} playing */
  #set(playing) {
    if (this.#stopped) return;
    if (playing && !this.session.store.past) this.#rewind();
    this.session.setReplay(playing);
    const button = query(this, "[data-act=play]");
    if (button) setText(button, playing ? "Pause" : "Play");
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
    if (!ended || this.#stopped) return;
    this.rest = page.setTimeout(() => this.#set(true), REST_MS);
    this.#say(YOUR_TURN);
  }

  /** @param {number} nowMs */
  #time(nowMs) {
    const place = query(this, "time");
    if (place) setText(place, seconds(this.session.now(nowMs)));
    return this.session.moving(nowMs);
  }

  /**
   * @param {WireEvent} event
   * @param {number} nowMs
   */
  #caption(event, nowMs) {
    const operations = this.session.store.view?.operations ?? {};
    const operation = operations[event.operation ?? ""];
    if (event.kind === "operation_completed" && operation?.stale) return this.#tell(operation, operations);
    if (!CAPTIONED.test(event.kind) || nowMs < this.#captionAt) return;
    this.#captionAt = nowMs + CAPTION_MS;
    this.#say(capitalized(event.text));
  }

  /**
   * Stand still at a stale read, and say what was wrong.
   *
   * @param {Operation} read
   * @param {Record<string, Operation>} operations
   */
  #tell(read, operations) {
    const { value } = operations[read.stale?.missed ?? ""] ?? { value: "another" };
    this.#captionAt = Number.POSITIVE_INFINITY;
    this.#say(`${capitalized(read.client)} was told ${valuesText(read.result)}. It is ${value}.`, true);
    this.session.setReplay(false);
    this.rest = windowOf(this).setTimeout(() => {
      this.#captionAt = 0;
      this.#set(true);
    }, STALE_REST_MS);
  }

  /**
   * @param {string} text
   * @param {boolean} [stale]
   */
  #say(text, stale = false) {
    const caption = query(this, "[data-caption]");
    if (!caption) return;
    caption.toggleAttribute("data-stale", stale);
    setText(find(caption, "span"), text);
  }
}

customElements.define("demo-cluster", DemoCluster);
