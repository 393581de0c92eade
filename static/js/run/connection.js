// The lab's WebSocket, as docs/protocol.md says it: hello and resume, seen, commands and their answers, reconnection.
// The only file in the browser that knows the wire format's frames.
//
// 1. Each new socket says hello with the last run and event held, and is live once the first snapshot or frame came.
// 2. Then every unanswered command is sent again, under its old id.
// 3. A socket that says nothing for 6 s is dead: it is closed and another opened, after a growing pause with jitter.
//
// Told to its owner through `on`: state({name, words}), snapshot(frame), frame(frame) → whether it follows, error(frame).

import { Outbox, commandId } from "./outbox.js";
import { CHANGED, closeWords, isFinal, pauseMs } from "../lib/reconnection.js";

/** @typedef {{ run: number | null, seq: number | null }} Held What the browser has of a run. */

/** @typedef {Frame & { type: "frame" }} IncomingFrame */

/** @typedef {Snapshot & { type: "snapshot" }} IncomingSnapshot */

/** @typedef {Ack | RefusalFrame | IncomingFrame | IncomingSnapshot} Incoming */

/**
 * @typedef {object} Handlers
 * @property {(state: ConnectionState) => void} state
 * @property {(frame: Snapshot) => void} snapshot
 * @property {(frame: Frame) => boolean} frame Returns whether the frame follows what is held.
 * @property {(error: Refusal) => void} error
 */

const SILENCE_MS_MAX = 6000;
const SEEN_EVERY_MS = 1000;
const FRAME_BYTES_MAX = 65536;

/** Such a frame would end the connection, again and again. */
const TOO_LARGE = {
  code: "frame.too_large",
  message: "That is more than fits into one message (64 KiB). Nothing was sent. Make it shorter.",
};

export class Connection {
  #outbox = new Outbox();
  /** @type {WebSocket | null} */
  #socket = null;
  #attempt = 0;
  /** @type {{ seen?: number, silence?: number, retry?: number }} */
  #timers = {};
  #live = false;
  #ended = false;
  /** @type {number | null} */
  #unsaid = null;
  /** Why the last connection ended. */
  #words = "";

  /**
   * `held()` gives the run and event of what the browser has; `page` is the window.
   *
   * @param {{ url: string, held: () => Held, on: Handlers, page: Page }} options
   */
  constructor({ url, held, on, page }) {
    this.url = url;
    this.held = held;
    this.on = on;
    this.page = page;
  }

  /** Connect, and stay connected. */
  open() {
    this.page.addEventListener("online", () => this.#retryNow());
    this.page.addEventListener("offline", () => this.#drop(0));
    this.#connect();
  }

  /**
   * Send a command now, or as soon as there is a connection. The promise gives its ack or fails with its error.
   *
   * @param {string} type
   * @param {Record<string, unknown>} members
   * @returns {Promise<Ack>}
   */
  command(type, members = {}) {
    const id = commandId((length) => this.page.crypto.getRandomValues(new Uint8Array(length)));
    const command = { type, id, ...members };
    if (new Blob([JSON.stringify(command)]).size > FRAME_BYTES_MAX) return Promise.reject(TOO_LARGE);
    const answer = this.#outbox.add(command);
    if (this.#live) this.#send(command);
    return answer;
  }

  #connect() {
    if (this.#ended) return;
    if (this.page.navigator.onLine === false)
      return this.on.state({ name: "offline", words: "This device is offline." });
    this.on.state({ name: this.#attempt === 0 ? "connecting" : "reconnecting", words: this.#words });
    const socket = new this.page.WebSocket(this.url);
    this.#socket = socket;
    socket.addEventListener("open", () => this.#send({ type: "hello", ...this.held() }));
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#drop(code));
    this.#listen();
  }

  /** @param {{ type: string, [member: string]: unknown }} frame */
  #send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {Incoming} frame */
  #receive(frame) {
    this.#listen();
    if (frame.type === "ack") this.#outbox.settle(frame);
    else if (frame.type === "error") this.#outbox.settle(frame) || this.on.error(frame);
    else this.#follow(frame);
  }

  /** @param {IncomingSnapshot | IncomingFrame} frame */
  #follow(frame) {
    if (frame.type === "snapshot") this.on.snapshot(frame);
    else if (!this.on.frame(frame)) return this.#resynchronise();
    if (frame.type === "snapshot" || frame.events.length > 0) this.#say(frame.seq);
    if (!this.#live) this.#revive();
  }

  /**
   * Say what was drawn, at once or with what comes within a second: a class of three hundred says it all the time.
   *
   * @param {number} seq
   */
  #say(seq) {
    const rests = this.#unsaid !== null;
    this.#unsaid = seq;
    if (rests) return;
    this.#saySeen();
  }

  #saySeen() {
    const seq = this.#unsaid;
    this.#send({ type: "seen", seq });
    this.#timers.seen = this.page.setTimeout(() => {
      if (this.#unsaid === seq) this.#unsaid = null;
      else this.#saySeen();
    }, SEEN_EVERY_MS);
  }

  #revive() {
    this.#live = true;
    this.#attempt = 0;
    this.on.state({ name: "live", words: "" });
    for (const command of this.#outbox.unanswered()) this.#send(command);
  }

  /** A gap: start over with a socket that is sent everything. */
  #resynchronise() {
    this.#holdNothing();
    this.#drop(0);
  }

  /** Say in the next hello that nothing is held, so that a snapshot comes. */
  #holdNothing() {
    const { held } = this;
    this.held = () => {
      this.held = held;
      return { run: null, seq: null };
    };
  }

  #listen() {
    this.page.clearTimeout(this.#timers.silence);
    this.#timers.silence = this.page.setTimeout(() => this.#drop(0), SILENCE_MS_MAX);
  }

  /** @param {number} code */
  #drop(code) {
    this.page.clearTimeout(this.#timers.silence);
    this.page.clearTimeout(this.#timers.seen);
    this.#unsaid = null;
    const socket = this.#socket;
    this.#socket = null;
    this.#live = false;
    socket?.close();
    this.#words = closeWords(code);
    if (code === CHANGED) this.#holdNothing();
    if (isFinal(code)) return this.#end();
    this.#later(code);
  }

  /** @param {number} code */
  #later(code) {
    this.page.clearTimeout(this.#timers.retry);
    const offline = this.page.navigator.onLine === false;
    this.on.state({
      name: offline ? "offline" : "reconnecting",
      words: offline ? "This device is offline." : this.#words,
    });
    if (!offline)
      this.#timers.retry = this.page.setTimeout(
        () => this.#connect(),
        pauseMs(this.#attempt++, code, this.page.Math.random()),
      );
  }

  #retryNow() {
    if (this.#live || this.#ended) return;
    this.page.clearTimeout(this.#timers.retry);
    this.#attempt = 0;
    this.#connect();
  }

  #end() {
    this.#ended = true;
    this.on.state({ name: "gone", words: this.#words });
    this.#outbox.abandon({ code: "lab.gone", message: this.#words });
  }
}
