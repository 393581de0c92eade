// The socket of a class's dashboard or projector (docs/protocol.md, "The dashboard of a class"): says hello, hears, and comes back by
// itself. Told to its owner through `on`: state(name), frame(frame).

import { isFinal, pauseMs } from "../lib/reconnection.js";

const SILENCE_MS_MAX = 6000;

export class ClassConnection {
  /** @type {WebSocket | null} */
  #socket = null;
  #attempt = 0;
  /** @type {{ silence?: number, retry?: number }} */
  #timers = {};
  #ended = false;

  /**
   * `path` of the socket, `mode` dashboard or projector; `page` is the window.
   *
   * @param {{ path: string, mode: string, on: { state: (name: string) => void, frame: (frame: ClassFrame) => void }, page: Page }} options
   */
  constructor({ path, mode, on, page }) {
    this.path = path;
    this.mode = mode;
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
   * Say something, if there is a connection.
   *
   * @param {Record<string, unknown>} frame
   */
  send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** Close, for good. */
  close() {
    this.#ended = true;
    this.#drop(0);
  }

  #connect() {
    if (this.#ended) return;
    const { location, WebSocket } = this.page;
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${this.path}`);
    this.#socket = socket;
    socket.addEventListener("open", () => this.send({ type: "hello", mode: this.mode }));
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#drop(code));
    this.#listen();
  }

  /** @param {ClassFrame} frame */
  #receive(frame) {
    this.#listen();
    if (frame.type === "error") return;
    if (frame.type === "class") {
      this.#attempt = 0;
      this.on.state("live");
    }
    this.on.frame(frame);
  }

  #listen() {
    this.page.clearTimeout(this.#timers.silence);
    this.#timers.silence = this.page.setTimeout(() => this.#drop(0), SILENCE_MS_MAX);
  }

  /** @param {number} code */
  #drop(code) {
    this.page.clearTimeout(this.#timers.silence);
    this.page.clearTimeout(this.#timers.retry);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    if (this.#ended) return;
    if (isFinal(code)) {
      this.#ended = true;
      this.on.state("gone");
      return;
    }
    const offline = this.page.navigator.onLine === false;
    this.on.state(offline ? "offline" : "reconnecting");
    if (!offline)
      this.#timers.retry = this.page.setTimeout(
        () => this.#connect(),
        pauseMs(this.#attempt++, code, this.page.Math.random()),
      );
  }

  #retryNow() {
    if (this.#ended || this.#socket) return;
    this.#attempt = 0;
    this.page.clearTimeout(this.#timers.retry);
    this.#connect();
  }
}
