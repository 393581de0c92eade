// <class-dashboard>: a class while it is taught. Follows its socket, folds what comes, and lets its parts draw what was touched.

import { ClassAside } from "../classroom/aside.js";
import { ClassConnection } from "../classroom/connection.js";
import { foldClass, unknownClass } from "../classroom/state.js";
import { ClassTeaching } from "../classroom/teaching.js";
import { ClassTiles } from "../classroom/tiles.js";
import { assign, html, keyed, setText } from "../lib/dom.js";
import { FrameTurns } from "../lib/frame-turns.js";
import { countStatuses, STATUSES, STATUS_TITLES } from "../classroom/tile-order.js";

const SIGHT_EVERY_MS = 250;
const COUNTED_EVERY_MS = 1000;
const MINUTES_EVERY_MS = 10_000;

const STATES = {
  connecting: "connecting…",
  reconnecting: "reconnecting…",
  offline: "this device is offline",
  gone: "closed: log in again",
};

class ClassDashboard extends HTMLElement {
  state = unknownClass();
  #timers = [];
  #told = 0;
  #counts = 0;
  #countedMs = -Infinity;

  connectedCallback() {
    this.page = this.ownerDocument.defaultView;
    const { socket, seats } = this.dataset;
    this.teaching = new ClassTeaching({ root: this, about: () => this.state.about });
    this.aside = new ClassAside({ root: this, state: this.state, teaching: this.teaching, seats });
    this.tools = this.querySelector("[data-tools]");
    this.turns = new FrameTurns(this.page);
    this.tiles = new ClassTiles({
      root: this.querySelector("[data-tiles]"),
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
    if (learners.size || left.length || renamed || this.tools.elements.group.value === "broke")
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
    for (const label of this.querySelectorAll("[data-statuses] label"))
      setText(label.querySelector("b"), counts[label.dataset.status]);
    this.querySelector("[data-empty]").hidden = learners.size > 0;
    this.tools.hidden = learners.size === 0;
  }

  #countMinutes() {
    const counted = [...this.state.learners.values()].filter(({ since }) => since !== null);
    this.tiles.draw(counted.map(({ number }) => number));
    this.#count();
  }

  #show(name) {
    const here = this.querySelector("[data-here]");
    const { here: count = 0, joined = 0 } = this.state.about;
    assign(here, { "data-state": name });
    setText(here, name === "live" ? `${count} of ${joined} here` : STATES[name]);
  }

  // Which tiles

  #makeStatuses() {
    keyed(
      this.querySelector("[data-statuses]"),
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
    const { name, order, group } = this.tools.elements;
    const statuses = new Set([...this.tools.querySelectorAll("[name=status]:checked")].map(({ value }) => value));
    return { statuses, name: name.value, order: order.value, group: group.value };
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
