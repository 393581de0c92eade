// <class-projector>: what the room sees. One thing at a time: a question that is open, or a projected run, or a question that was, or else
// how to join.

import { ClassConnection } from "../classroom/connection.js";
import { foldClass, unknownClass } from "../classroom/state.js";
import { assign, find, queryAll, setText, windowOf } from "../lib/dom.js";
import { drawHistogram, votedOf } from "../classroom/histogram.js";

/** @type {Record<string, (voted: string, because: string) => string>} */
const PHASES = {
  first: (voted) => `Vote on your own: ${voted} have.`,
  discuss: () => "Convince your neighbour. Then you vote again.",
  second: (voted) => `Vote again: ${voted} have.`,
  revealed: (_voted, because) => because,
};

const OPEN = ["first", "second"];

/** Of the size of type on a large wall, what is tried in turn until a question fits the screen. */
const FITS = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

class ClassProjector extends HTMLElement {
  /** @type {ClassConnection} */
  connection;
  state = unknownClass();

  connectedCallback() {
    const page = windowOf(this);
    this.connection = new ClassConnection({
      path: this.dataset.socket ?? "",
      mode: "projector",
      page,
      on: { state: (name) => this.#show(name), frame: (frame) => this.#take(frame) },
    });
    this.connection.open();
    new page.ResizeObserver(() => this.#fit()).observe(this);
  }

  disconnectedCallback() {
    this.connection.close();
  }

  /** @param {ClassFrame} frame */
  #take(frame) {
    const { about } = foldClass(this.state, frame, Date.now() / 1000);
    if (about.size > 0) this.#draw(this.state.about);
  }

  /** @param {About} about */
  #draw({ code, code_open: open, joined, here, announcement, poll, votes, projected }) {
    const isOpen = poll && OPEN.includes(votes.phase);
    assign(this, {
      "data-shows": isOpen ? "question" : projected ? "run" : poll ? "question" : "join",
      "data-over": !open,
    });
    for (const each of queryAll(this, "[data-code]")) setText(each, open ? code : "The code has expired");
    const picture = find(this, "[data-qr]");
    assign(picture, { src: `${picture.dataset.qr}?code=${code}` });
    setText(find(this, "[data-joined]"), joined === 1 ? "1 has joined" : `${joined} have joined`);
    setText(find(this, "[data-here]"), `${here} here`);
    const said = find(this, "[data-announcement]");
    said.hidden = !announcement;
    setText(said, announcement);
    if (poll) this.#drawQuestion(poll, votes, here);
    this.#drawRun(isOpen ? null : projected);
  }

  /**
   * @param {Poll} poll
   * @param {Votes} votes
   * @param {number} here
   */
  #drawQuestion(poll, votes, here) {
    setText(find(this, "[data-asked]"), poll.question);
    drawHistogram(find(this, "[data-histogram]"), poll, votes);
    setText(find(this, "[data-phase]"), PHASES[votes.phase](votedOf(votes.voted, here), poll.because ?? ""));
    this.#fit();
  }

  /** Make the question, its votes and the explanation as large as fits the screen. */
  #fit() {
    const asking = find(this, ".asking");
    for (const share of FITS) {
      asking.style.setProperty("--fit", String(share));
      if (asking.scrollHeight <= asking.clientHeight) break;
    }
  }

  /** @param {About["projected"]} projected */
  #drawRun(projected) {
    const frame = find(this, "[data-run]");
    assign(frame, { src: projected ? `/embed/${projected.token}/#play=${projected.from_tick}` : null });
    setText(find(this, "[data-run-title]"), projected?.title ?? "");
  }

  /** @param {string} name */
  #show(name) {
    assign(this, { "data-connection": name });
    if (name !== "live") setText(find(this, "[data-here]"), name === "gone" ? "closed" : "reconnecting…");
  }
}

customElements.define("class-projector", ClassProjector);
