// Beside the tiles: the question with its votes, who needs the teacher, and what the class broke.

import { stepTitle } from "./state.js";
import { assign, childrenOf, find, first, html, keyed, listen, setText } from "../lib/dom.js";
import { drawHistogram, votedOf } from "./histogram.js";
import { arrange } from "./tile-order.js";
import { calledAs, statusWords } from "./tile-words.js";

/** @type {import("./tile-order.js").Asked} */
const NEEDY = { statuses: new Set(["hand", "struggling"]), name: "", order: "need", group: "none" };
const NEEDY_SHOWN_MAX = 6;

/**
 * The buttons of a vote, by its phase: [phase that it leads to, what it says], the one to go on with last.
 *
 * @type {Record<Votes["phase"], [phase: string, words: string][]>}
 */
const PHASES = {
  "": [["first", "Ask the class"]],
  first: [
    ["withdrawn", "Cancel this question"],
    ["discuss", "Discuss, then vote again"],
    ["revealed", "Reveal"],
  ],
  discuss: [
    ["revealed", "Reveal"],
    ["second", "Vote again"],
  ],
  second: [
    ["discuss", "Close the vote"],
    ["revealed", "Reveal"],
  ],
  revealed: [],
};

/** @type {Record<Votes["phase"], (voted: string) => string>} */
const VOTED = {
  "": () => "Not asked yet. While you ask, clusters are locked until you reveal.",
  first: (voted) => `${voted} voted · answer hidden from the class`,
  discuss: (voted) => `${voted} voted · the vote is closed while neighbours argue`,
  second: (voted) => `${voted} voted again · answer hidden from the class`,
  revealed: () => "Revealed to the class",
};

export class ClassAside {
  /**
   * `state` is the class's; `teaching` posts; `seats` is the address of learners' pages, less the seat.
   *
   * @param {{ root: HTMLElement, state: import("./state.js").ClassState, teaching: import("./teaching.js").ClassTeaching, seats: string }} options
   */
  constructor({ root, state, teaching, seats }) {
    this.root = root;
    this.state = state;
    this.teaching = teaching;
    this.seats = seats;
    listen(root, "click", ({ target }) => this.#act(target.closest("button")?.dataset ?? {}));
  }

  /** @param {string} selector */
  find(selector) {
    return find(this.root, selector);
  }

  /** @param {DOMStringMap} data */
  #act({ phase, broken, lower, keep, project }) {
    const { clearest = "", snapshots = "" } = this.root.dataset;
    if (phase) this.teaching.teach("poll/", { phase });
    if (broken) this.teaching.post(clearest, { kind: broken });
    if (lower) this.teaching.teach("hands/", { seat: lower });
    if (keep) this.teaching.post(snapshots, { seat: keep });
    if (project) this.teaching.post(snapshots, { seat: project, project: 1 });
  }

  /** Bring the question up to date. */
  drawQuestion() {
    const { poll, votes, here } = this.state.about;
    const card = this.find("[data-question]");
    card.hidden = !poll;
    if (!poll) return;
    setText(this.find("[data-asked]"), poll.question);
    drawHistogram(this.find("[data-histogram]"), poll, votes.phase ? votes : { counts: [] });
    setText(this.find("[data-voted]"), VOTED[votes.phase](votedOf(votes.voted, here)));
    const isAdvised = votes.phase !== "" && votes.phase !== "revealed" && 2 * votes.voted >= Math.max(here, 1);
    setText(this.find("[data-advice]"), isAdvised ? votes.advice : "");
    const buttons = PHASES[votes.phase];
    const advised = isAdvised && buttons.find(([phase]) => phase === votes.advised);
    const [primary] = advised || (buttons.at(-1) ?? [""]);
    const { ownerDocument: document } = this.root;
    keyed(
      this.find("[data-phases]"),
      buttons,
      (words, phase) => html(document, "button", { type: "button", "data-phase": phase }, words),
      (button, words, phase) => {
        setText(button, words);
        button.classList.toggle("primary", phase === primary);
      },
    );
  }

  /**
   * Bring the list of those who need the teacher up to date.
   *
   * @param {number} now
   */
  drawNeeds(now) {
    const { about, learners } = this.state;
    const needy = (arrange(this.state, NEEDY)[0]?.numbers ?? []).flatMap((number) => learners.get(number) ?? []);
    const shown = needy.slice(0, NEEDY_SHOWN_MAX);
    const { ownerDocument: document } = this.root;
    keyed(
      this.find("[data-needs]"),
      shown.map((each) => [each.number, each]),
      (each) => this.#need(document, each),
      (item, each) => {
        const [name, words, why, acts] = childrenOf(item);
        setText(name, calledAs(each, about.anonymous));
        const step = stepTitle(about, each.lesson, each.step);
        setText(words, statusWords(each, now) + (step ? `, step ${step.split(" ")[0]}` : ""));
        setText(why, each.status === "struggling" ? (each.detail ?? "") : "");
        why.hidden = !why.textContent;
        first(acts).hidden = each.status !== "hand";
        assign(item, { "data-status": each.status });
      },
    );
    const none = this.find("[data-needs-none]");
    const more = needy.length - shown.length;
    none.hidden = needy.length > 0 && more === 0;
    setText(none, needy.length === 0 ? "Nobody, at the moment." : `and ${more} more`);
    const door = this.find("[data-waiting]");
    door.hidden = !about.waiting;
    setText(find(door, "span"), `${about.waiting} ${about.waiting === 1 ? "waits" : "wait"} at the door`);
  }

  /**
   * @param {Document} document
   * @param {Learner} learner
   */
  #need(document, { seat }) {
    const acts = html(
      document,
      "span",
      { class: "need-acts" },
      html(document, "button", { type: "button", class: "small", "data-lower": seat }, "Lower"),
      html(document, "a", { class: "button small", href: `${this.seats}${seat}/` }, "Open"),
    );
    return html(
      document,
      "li",
      {},
      html(document, "b", {}),
      html(document, "span", {}),
      html(document, "small", {}),
      acts,
    );
  }

  /** Bring what the class broke up to date. */
  drawBroke() {
    const { broke = [] } = this.state.about;
    const most = Math.max(1, ...broke.map(({ count }) => count));
    const { ownerDocument: document } = this.root;
    keyed(
      this.find("[data-broke]"),
      broke.map((each) => [each.kind, each]),
      ({ kind, title }) => broken(document, kind, title),
      (item, { count }) => {
        setText(item.children[1], `${count} ${count === 1 ? "run" : "runs"}`);
        find(item, "i").style.setProperty("--share", String(count / most));
      },
    );
    this.find("[data-broke-none]").hidden = broke.length > 0;
  }
}

/**
 * @param {Document} document
 * @param {string} kind
 * @param {string} title
 */
function broken(document, kind, title) {
  const button = html(
    document,
    "button",
    {
      type: "button",
      class: "small",
      "data-broken": kind,
      "aria-label": `Project the clearest run: ${title}`,
      title: "Project the run that shows it with the fewest operations",
    },
    "Project",
  );
  return html(
    document,
    "li",
    {},
    html(document, "b", {}, title),
    html(document, "span", {}),
    button,
    html(document, "i", { "aria-hidden": "true" }),
  );
}
