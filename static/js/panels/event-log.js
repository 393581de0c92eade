// <event-log>: every event as text, newest first, filtered by words. Choosing one lights its nodes in the picture.

import { assign, first, html, keyed, setText, windowOf } from "../lib/dom.js";
import { LabElement } from "../run/lab-element.js";

const ROWS_MAX = 150;
const DRAW_MS = 200;

/**
 * The events whose text, kind or operation has every word of the filter, newest first.
 *
 * @param {WireEvent[]} log
 * @param {string} filter
 */
function matching(log, filter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  /** @param {WireEvent} event */
  const has = ({ text, kind, operation }) =>
    words.every((word) => `${text} ${kind} ${operation ?? ""}`.toLowerCase().includes(word));
  return (words.length ? log.filter(has) : log).slice(-ROWS_MAX).reverse();
}

class EventLog extends LabElement {
  /** @type {Page} */
  page;
  /** @type {HTMLElement} */
  list;
  /** @type {HTMLInputElement} */
  filter;
  /** @type {number | undefined} */
  #timer;
  /** @type {number | null} The chosen event that was brought into sight. */
  #shown = null;

  setUp() {
    this.page = windowOf(this);
    this.list = this.find("ol");
    this.filter = this.find("input");
    this.on(this.filter, "input", () => this.#drawNow());
    this.on(this.list, "click", ({ target }) => this.#press(target.closest("[data-seq]")));
    this.follow(() => this.page.clearTimeout(this.#timer));
  }

  draw() {
    this.#timer ??= this.page.setTimeout(() => this.#drawNow(), DRAW_MS);
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && now.event !== before.event) this.#drawNow();
  }

  #drawNow() {
    this.page.clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = matching(this.session.store.log, this.filter.value);
    /** @param {WireEvent} event */
    const key = ({ seq }) => `${this.session.store.run}/${seq}`;
    keyed(
      this.list,
      events.map((event) => [key(event), event]),
      (event) => this.#create(event),
      (item, { seq }) => assign(first(item), { "aria-pressed": String(this.chosen.event === seq) }),
    );
    this.#follow();
    const none = this.find(".empty");
    none.hidden = events.length > 0;
    setText(none, this.filter.value ? "No event has these words." : "No events yet.");
  }

  /** Keep the chosen event in sight, or in the past what happened last; the present begins at the top anyway. */
  #follow() {
    const { event } = this.chosen;
    const chosen = event === null ? null : this.query(`[data-seq="${event}"]`);
    const scroll = this.find(".scroll");
    if (this.chosen.event === this.#shown && !this.session.store.past) return;
    this.#shown = this.chosen.event;
    if (chosen) chosen.scrollIntoView({ block: "nearest" });
    else if (this.session.store.past) scroll.scrollTop = 0;
  }

  /** @param {WireEvent} event */
  #create({ seq, tick, text, kind }) {
    const document = this.ownerDocument;
    const time = html(document, "time", {}, (tick / 1000).toFixed(3));
    return html(
      document,
      "li",
      {},
      html(
        document,
        "button",
        { type: "button", "data-seq": seq, "data-kind": kind },
        time,
        html(document, "span", {}, text),
      ),
    );
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (!button) return;
    const seq = Number(button.dataset.seq);
    const event = this.session.store.log.find((entry) => entry.seq === seq);
    const again = this.chosen.event === seq;
    this.session.chosen.set({ event: again ? null : seq, operation: again ? null : (event?.operation ?? null) });
  }
}

customElements.define("event-log", EventLog);
