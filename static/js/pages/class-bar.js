// <class-bar>: what the class has for this learner, at the top of each of their pages. The server renders it, and pushes it anew over
// a socket; here it is put in place without taking the focus away, and the page goes where everybody was sent.

import { isFinal, pauseMs } from "../lib/reconnection.js";
import { find, query, setText, windowOf } from "../lib/dom.js";
import { showLocalTimes } from "../lib/local-times.js";

const FAILED = "This did not reach the server. Try again when you are connected.";
const VOTE_FAILED =
  "This vote did not reach the server. Your vote is as it was before. Try again when you are connected.";
const SOON_MINUTES = [15, 2];
const CLOSING_EVERY_MS = 5_000;
const MINUTE_MS = 60_000;
const SILENCE_MS_MAX = 12_000;
const ANNOUNCED = ".bar-announcement, .bar-pushed, .vote-phase, .bar-note:not([data-closing])";

/**
 * What the class has for this page.
 *
 * @typedef {{ type: string, html: string, go: string, sent: string, admitted: boolean }} Told
 */

class ClassBar extends HTMLElement {
  /** @type {WebSocket | null} */
  #socket = null;
  #attempt = 0;
  /** @type {{ silence?: number, retry?: number }} */
  #timers = {};
  #html = "";
  #warnedMinutes = Infinity;
  #closing = 0;

  connectedCallback() {
    const page = windowOf(this);
    find(this, "[data-news]").addEventListener("click", () => this.scrollIntoView());
    new page.IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.#tell("")).observe(this);
    page.addEventListener("online", () => this.#connect());
    for (const event of ["htmx:sendError", "htmx:responseError", "htmx:timeout"])
      this.addEventListener(event, ({ target }) => this.#fail(target));
    this.addEventListener("htmx:beforeRequest", () => this.#fail(null));
    showLocalTimes(this.ownerDocument.body);
    this.#lookAtClosing();
    this.#closing = page.setInterval(() => this.#lookAtClosing(), CLOSING_EVERY_MS);
    this.#connect();
  }

  /** Say how long an exercise is still open: fifteen minutes and two before it closes, and when it has closed. */
  #lookAtClosing() {
    const note = query(this, "[data-closing]");
    const at = note?.dataset.closing;
    if (!note || !at) return;
    const minutes = Math.ceil((Date.parse(at) - windowOf(this).Date.now()) / MINUTE_MS);
    if (minutes > SOON_MINUTES[0]) {
      this.#warnedMinutes = Infinity;
      return;
    }
    const { title = "" } = note.dataset;
    const words =
      minutes > 0 ? `${title} closes in ${minutes} min` : `${title} has closed. Your work until then counts.`;
    setText(note, words);
    note.dataset.soon = "";
    const warned = [...SOON_MINUTES, 0].filter((each) => minutes <= each).at(-1) ?? 0;
    if (warned >= this.#warnedMinutes) return;
    this.#warnedMinutes = warned;
    setText(find(this, "[data-status]"), words);
    if (this.getBoundingClientRect().bottom <= 0) this.#tell(words);
  }

  disconnectedCallback() {
    const page = windowOf(this);
    page.clearInterval(this.#closing);
    Object.values(this.#timers).forEach((timer) => page.clearTimeout(timer));
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #connect() {
    const page = windowOf(this);
    page.clearTimeout(this.#timers.retry);
    if (this.#socket || page.navigator.onLine === false) return;
    const socket = new page.WebSocket(new URL(this.dataset.socket ?? "", page.location.href.replace(/^http/, "ws")));
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#lost(code));
    this.#listen();
  }

  #listen() {
    const page = windowOf(this);
    page.clearTimeout(this.#timers.silence);
    this.#timers.silence = page.setTimeout(() => this.#lost(0), SILENCE_MS_MAX);
  }

  /** @param {number} code */
  #lost(code) {
    const page = windowOf(this);
    page.clearTimeout(this.#timers.silence);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    if (isFinal(code)) return page.location.assign("/join/?ended");
    this.#timers.retry = page.setTimeout(() => this.#connect(), pauseMs(this.#attempt++, code, page.Math.random()));
  }

  /** @param {Told} frame */
  #receive(frame) {
    this.#attempt = 0;
    this.#listen();
    if (frame.type !== "told") return;
    if (frame.admitted !== this.hasAttribute("data-admitted")) return this.ownerDocument.location.reload();
    if (frame.go && frame.sent !== this.dataset.sent) return this.#goTo(frame);
    this.#show(frame.html);
  }

  /**
   * Everybody was sent somewhere since this page was made.
   *
   * @param {Told} frame
   */
  #goTo({ go, sent }) {
    this.dataset.sent = sent;
    if (this.ownerDocument.location.pathname === go) this.ownerDocument.location.reload();
    else this.ownerDocument.location.assign(go);
  }

  /**
   * Say that what was asked of the server by this button did not reach it; null takes that back.
   *
   * @param {EventTarget | null} asked
   */
  #fail(asked) {
    const failed = find(this, "[data-failed]");
    const isVote = asked instanceof Element && asked.closest(".bar-vote") !== null;
    setText(failed, asked ? (isVote ? VOTE_FAILED : FAILED) : "");
    failed.hidden = !asked;
  }

  /** @param {string} html */
  #show(html) {
    if (html === this.#html) return;
    this.#html = html;
    const inside = find(this, "[data-inside]");
    const before = this.#words(inside);
    const active = this.ownerDocument.activeElement;
    const focused = inside.contains(active) ? active?.id : "";
    const vote = query(this, ".bar-vote");
    const pushed = this.#pushed();
    const phase = vote?.dataset.phase;
    const folded = vote instanceof HTMLDetailsElement && !vote.open;
    inside.innerHTML = html;
    showLocalTimes(inside);
    this.#lookAtClosing();
    if (folded && phase === "revealed") this.querySelector("details.bar-vote")?.removeAttribute("open");
    windowOf(this).htmx.process(inside);
    if (focused) this.ownerDocument.getElementById(focused)?.focus();
    const news = this.#words(inside).filter((text) => !before.includes(text));
    setText(find(this, "[data-status]"), news.join(" "));
    if (news.length > 0 && this.getBoundingClientRect().bottom <= 0) this.#tell(news.join(" "));
    const now = query(this, ".bar-vote")?.dataset.phase;
    const turns = phase !== now && (now === "revealed" || phase === undefined || now === undefined);
    if (turns || pushed !== this.#pushed()) this.#refreshPanel();
  }

  /**
   * Show news to a learner who has scrolled the bar out of sight, until they come back to it; "" hides it.
   *
   * @param {string} news
   */
  #tell(news) {
    const toast = find(this, "[data-news]");
    setText(toast, news);
    toast.hidden = !news;
  }

  /** @param {HTMLElement} inside */
  #words(inside) {
    return Array.from(inside.querySelectorAll(ANNOUNCED), ({ textContent }) => textContent.trim().replace(/\s+/g, " "));
  }

  #pushed() {
    return query(this, ".bar-pushed")?.dataset.pushed;
  }

  /** A vote that begins or is revealed, and a start that is pushed, change what the lesson asks for. */
  #refreshPanel() {
    const panel = this.ownerDocument.querySelector("lesson-panel");
    if (panel) windowOf(this).htmx.ajax("GET", panel.dataset.url ?? "", { target: "#lesson", swap: "outerHTML" });
  }
}

customElements.define("class-bar", ClassBar);
