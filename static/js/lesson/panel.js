// <lesson-panel>: the lesson beside the learner's cluster. The server renders it; this keeps what it says of the goals up to date
// with the run, asks for it afresh when a goal is reached, and lets the learner point at what was found.

import { fieldOf, find, present, queryAll, setText, windowOf } from "../lib/dom.js";
import { chosenText, goalTexts, reachedUntold, spanOf } from "./goals.js";
import { unfold } from "../controls/instruments.js";
import { select } from "../lib/tabs.js";
import { LabElement } from "../run/lab-element.js";

const REACHED = "Reached! Above, the lesson goes on.";
const ASK_AGAIN_MS = 700;
const DEEDS_EVERY_MS = 2000;
const REVEAL_AGAIN_MS = 300;
const REVEAL_TRIES = 10;
const FOLDED_FROM_TICKS = 20_000;

class LessonPanel extends LabElement {
  /** @type {number | null} */
  #timer = null;
  #passed = false;
  #understood = false;
  /** @type {string | undefined} The attempt for which instruments were unfolded. */
  #unlocked;

  setUp() {
    this.on(this, "click", ({ target }) => this.#press(target));
    this.on(this, "htmx:afterSwap", () => this.#swapped());
    const tab = this.ownerDocument.getElementById(`tab-${this.dataset.opensPanel}`);
    if (tab) windowOf(this).queueMicrotask(() => this.#open(tab));
    this.#passed = this.query("[data-passed]") !== null;
    this.#understood = this.query(".explaining, .explanation") !== null;
    this.#lock();
    this.#countDown();
    if (this.dataset.reachedUrl) this.#followDeeds();
  }

  draw() {
    for (const { name, text } of goalTexts(this.view.goals)) {
      const item = this.query(`[data-goal="${name}"]:not([data-reached]) .goal-text`);
      if (item) setText(item, text);
    }
    this.#refresh();
    this.#point();
  }

  drawHead() {
    this.#refresh();
  }

  choose() {
    if (this.view) this.#point();
  }

  /**
   * Show a tab of the run, without remembering it for other labs, and unfold what it is in.
   *
   * @param {HTMLElement} tab
   */
  #open(tab) {
    unfold(this.ownerDocument, "diagram");
    select(tab);
  }

  /** Count the seconds down to the next hint; the server sends it. */
  #countDown() {
    const page = windowOf(this);
    const timer = page.setInterval(() => {
      const place = this.query("[data-counts-down]");
      if (place) setText(place, String(Math.max(0, Number(place.textContent) - 1)));
    }, 1000);
    this.follow(() => page.clearInterval(timer));
  }

  /** Ask the server regularly for goals that no run shows, as long as one is missing and the page is visible. */
  #followDeeds() {
    const page = windowOf(this);
    const timer = page.setInterval(() => this.#askForDeeds(page), DEEDS_EVERY_MS);
    this.follow(() => page.clearInterval(timer));
  }

  /** @param {Page} page */
  async #askForDeeds(page) {
    if (this.ownerDocument.hidden || this.query("[data-locked], [data-passed], [data-shown]")) return;
    const answer = await page.fetch(this.dataset.reachedUrl ?? "").catch(() => null);
    /** @type {{ reached: string[] }} */
    const { reached } = answer?.ok ? await answer.json() : { reached: [] };
    if (reached.some((name) => this.query(`[data-goal="${name}"]:not([data-reached])`))) this.#ask();
  }

  /** Ask for the panel afresh while the run has reached what the panel does not say yet. The server stores it first. */
  #refresh() {
    const told = new Set(Array.from(queryAll(this, "[data-goal][data-reached]"), ({ dataset }) => dataset.goal));
    if (this.#timer || !reachedUntold(this.session.store.headView?.goals ?? [], told)) return;
    this.#timer = windowOf(this).setTimeout(() => (this.#timer = null), ASK_AGAIN_MS);
    this.#ask();
  }

  #ask() {
    windowOf(this).htmx.ajax("GET", this.dataset.url ?? "", { target: "#lesson", swap: "outerHTML" });
  }

  #swapped() {
    this.#lock();
    if (!this.view) return;
    this.#rest();
    this.draw();
    const reached = queryAll(this, "[data-goal][data-reached]").length;
    const all = queryAll(this, "[data-goal]").length;
    const status = this.query("[data-goal-status]");
    if (status) setText(status, reached ? `${reached} of ${all} goals reached.` : "");
  }

  /** Time stands once everything is reached, so that the evidence stays in sight; and so does what is said of it. */
  #rest() {
    const passed = this.query("[data-passed]") !== null;
    const newly = passed && !this.#passed;
    this.#passed = passed;
    if (newly) {
      if (this.session.store.playing) this.session.command("pause");
      this.#reveal(this.view.goals.flatMap(({ operations }) => operations));
      if (!this.#turnTo(".goals")) this.session.notify("plain", REACHED);
    }
    const understood = this.query(".explaining, .explanation") !== null;
    if (understood && !this.#understood && !newly) this.#turnTo(".finding");
    this.#understood = understood;
  }

  /**
   * Scroll a part of the lesson into sight, if the lesson has a column of its own. Returns whether it has.
   *
   * @param {string} part
   */
  #turnTo(part) {
    const column = present(this.closest(".column"), "column around the lesson");
    const scrolls = column.scrollHeight > column.clientHeight;
    if (scrolls) this.query(part)?.scrollIntoView({ block: "start" });
    return scrolls;
  }

  /**
   * Have the diagram show these operations, once it has the whole run.
   *
   * @param {string[]} operations
   * @param {number} [tries]
   */
  #reveal(operations, tries = REVEAL_TRIES) {
    const known = operations.filter((name) => this.view.operations[name]);
    if (known.length === 0) return;
    unfold(this.ownerDocument, "diagram");
    const diagram = find(this.ownerDocument, "space-time");
    if (diagram.dataset.complete === "true")
      diagram.reveal(known, null, { folded: spanOf(this.view, known) > FOLDED_FROM_TICKS });
    else if (tries > 0) windowOf(this).setTimeout(() => this.#reveal(operations, tries - 1), REVEAL_AGAIN_MS);
  }

  /** Until the learner has predicted, the cluster can be looked at only. */
  #lock() {
    const locked = this.query("[data-locked]") !== null;
    this.ownerDocument.documentElement.toggleAttribute("data-predict-first", locked);
    for (const part of queryAll(this.ownerDocument, ".left > :not(.lesson-card), lab-toolbar, lab-transport .buttons"))
      part.inert = locked;
    if (!locked) this.#unlock();
  }

  /** Unfold the instruments that the step needs, once: the learner may fold them again. */
  #unlock() {
    const lesson = this.query("[data-unlocks]");
    if (!lesson || this.#unlocked === lesson.dataset.attempt) return;
    this.#unlocked = lesson.dataset.attempt;
    for (const each of (lesson.dataset.unlocks ?? "").split(" ").filter(Boolean)) {
      const [part, tab] = each.split(":");
      unfold(this.ownerDocument, part, { tab: tab || undefined });
    }
  }

  /** Put what the learner has chosen into the form of the finding. */
  #point() {
    const form = this.query("form[data-finds]", HTMLFormElement);
    if (!form) return;
    const kind = /** @type {"operation" | "event" | "node"} */ (form.dataset.finds);
    const value = this.chosen[kind];
    fieldOf(form, "chosen").value = String(value ?? "");
    fieldOf(form, "run").value = String(this.session.store.run);
    find(form, "[type=submit]", HTMLButtonElement).disabled = value === null || value === undefined;
    if (value !== null && value !== undefined)
      setText(find(form, "[data-chosen-text]"), chosenText(this.view, this.session.store.log, kind, value));
  }

  /** @param {HTMLElement} target */
  #press(target) {
    const shows = target.closest("[data-show-operation], [data-show-event]");
    if (shows) this.#show(shows.dataset);
    if (target.closest("[data-undo]")) this.session.command("undo", {});
  }

  /** @param {DOMStringMap} data */
  async #show({ showRun, showOperation, showEvent }) {
    if (showRun && Number(showRun) !== this.session.store.run)
      await this.session.command("switch_run", { run: Number(showRun) });
    unfold(this.ownerDocument, "diagram", { tab: "tab-diagram" });
    if (showOperation) {
      this.session.chosen.set({ operation: showOperation });
      this.#reveal([showOperation]);
    } else if (showEvent) this.session.chosen.set({ event: Number(showEvent) });
    find(this.ownerDocument, "space-time").scrollIntoView({ block: "nearest" });
  }
}

customElements.define("lesson-panel", LessonPanel);
