// <class-dashboard>: a class while it is taught. Follows its socket, folds what comes, and lets its parts draw what was touched.

import { ClassAside } from "../classroom/aside.js";
import { ClassConnection } from "../classroom/connection.js";
import { foldClass, unknownClass } from "../classroom/state.js";
import { ClassTeaching } from "../classroom/teaching.js";
import { ClassTiles } from "../classroom/tiles.js";
import { assign, fieldOf, find, html, keyed, queryAll, setText, windowOf } from "../lib/dom.js";
import { FrameTurns } from "../lib/frame-turns.js";
import { countStatuses, STATUSES, STATUS_TITLES } from "../classroom/tile-order.js";

const SIGHT_EVERY_MS = 250;
const COUNTED_EVERY_MS = 1000;
const MINUTES_EVERY_MS = 10_000;

/** @type {Record<string, string>} */
const STATES = {
  connecting: "connecting…",
  reconnecting: "reconnecting…",
  offline: "this device is offline",
  gone: "closed: log in again",
};

class ClassDashboard extends HTMLElement {
  /** @type {Page} */
  page;
  /** @type {ClassTeaching} */
  teaching;
  /** @type {ClassAside} */
  aside;
  /** @type {HTMLFormElement} */
  tools;
  /** @type {FrameTurns} */
  turns;
  /** @type {ClassTiles} */
  tiles;
  /** @type {ClassConnection} */
  connection;
  state = unknownClass();
  /** @type {number[]} */
  #timers = [];
  #told = 0;
  #counts = 0;
  #countedMs = -Infinity;

  connectedCallback() {
    this.page = windowOf(this);
    const { socket = "", seats = "" } = this.dataset;
    this.teaching = new ClassTeaching({ root: this, about: () => this.state.about });
    this.aside = new ClassAside({ root: this, state: this.state, teaching: this.teaching, seats });
    this.tools = find(this, "[data-tools]", HTMLFormElement);
    this.turns = new FrameTurns(this.page);
    this.tiles = new ClassTiles({
      root: find(this, "[data-tiles]"),
      state: this.state,
      page: this.page,
      turns: this.turns,
      seats,
      asked: () => this.#asked(),
      saw: () => this.#tellSight(),
    });
    this.#makeStatuses();
    this.tools.addEventListener("input", () => this.tiles.arrange({ now: true }));
    this.tools.addEventListener("submit", (event) => event.preventDefault());
    this.connection = new ClassConnection({
      path: socket,
      mode: "dashboard",
      page: this.page,
      on: { state: (name) => this.#show(name), frame: (frame) => this.#take(frame) },
    });
    this.connection.open();
    this.#timers.push(this.page.setInterval(() => this.#countMinutes(), MINUTES_EVERY_MS));
  }

  disconnectedCallback() {
    this.connection.close();
    this.#timers.forEach((timer) => this.page.clearInterval(timer));
  }

  get now() {
    return Date.now() / 1000 + this.state.ahead;
  }

  /** @param {ClassFrame} frame */
  #take(frame) {
    const touched = foldClass(this.state, frame, Date.now() / 1000);
    const { about, learners, clusters, left, afresh } = touched;
    if (about.size > 0) this.teaching.draw(about);
    if (about.has("poll") || about.has("votes") || about.has("joined")) this.aside.drawQuestion();
    if (about.has("broke")) this.aside.drawBroke();
    if (about.has("here") || about.has("joined")) this.#show("live");
    const renamed = about.has("anonymous") || about.has("exercises");
    const came = (frame.learners ?? []).some((each) => "name" in each);
    if (renamed || came) this.tiles.rename();
    this.tiles.draw(renamed || afresh ? this.state.learners.keys() : [...learners, ...clusters]);
    if (learners.size || left.length || renamed || about.has("waiting")) this.#count();
    if (learners.size || left.length || renamed || fieldOf(this.tools, "group").value === "broke")
      this.tiles.arrange({ now: afresh || renamed, sooner: came || left.length > 0 });
    if (afresh) this.#tellSight();
  }

  /** Bring the counts and who needs the teacher up to date, once a second at most. */
  #count() {
    if (this.#counts) return;
    const waitMs = Math.max(0, this.#countedMs + COUNTED_EVERY_MS - this.page.performance.now());
    this.#counts = this.page.setTimeout(() => this.turns.ask("counts", () => this.#drawCounts()), waitMs);
  }

  #drawCounts() {
    this.#counts = 0;
    this.#countedMs = this.page.performance.now();
    const { learners } = this.state;
    this.aside.drawNeeds(this.now);
    const counts = countStatuses(learners.values());
    for (const label of queryAll(this, "[data-statuses] label"))
      setText(find(label, "b"), counts[label.dataset.status ?? ""]);
    find(this, "[data-empty]").hidden = learners.size > 0;
    this.tools.hidden = learners.size === 0;
  }

  #countMinutes() {
    const counted = [...this.state.learners.values()].filter(({ since }) => since !== null);
    this.tiles.draw(counted.map(({ number }) => number));
    this.#count();
  }

  /** @param {string} name */
  #show(name) {
    const here = find(this, "[data-here]");
    const { here: count = 0, joined = 0 } = this.state.about;
    assign(here, { "data-state": name });
    setText(here, name === "live" ? `${count} of ${joined} here` : STATES[name]);
  }

  // Which tiles

  #makeStatuses() {
    keyed(
      find(this, "[data-statuses]"),
      STATUSES.map((status) => [status, status]),
      (status) =>
        html(
          this.ownerDocument,
          "label",
          { "data-status": status },
          html(this.ownerDocument, "input", { type: "checkbox", name: "status", value: status }),
          html(this.ownerDocument, "b", {}, "0"),
          html(this.ownerDocument, "span", {}, STATUS_TITLES[status]),
        ),
    );
  }

  #asked() {
    const [name, order, group] = ["name", "order", "group"].map((each) => fieldOf(this.tools, each).value);
    const statuses = new Set(queryAll(this.tools, "[name=status]:checked", HTMLInputElement).map(({ value }) => value));
    return { statuses, name, order, group };
  }

  /** Tell the server what is in sight, a few times a second at most. */
  #tellSight() {
    if (this.#told) return;
    this.#told = this.page.setTimeout(() => {
      this.#told = 0;
      this.connection.send({ type: "sight", seats: this.tiles.inSight });
    }, SIGHT_EVERY_MS);
  }
}

customElements.define("class-dashboard", ClassDashboard);
