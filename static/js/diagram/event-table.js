// The table twin of the diagram: the same events in words, in pages, filtered by how they stand to the chosen event.

import { assign, find, html, keyed, queryAll, setOptions, setText } from "../lib/dom.js";
import { vectorText } from "../lib/format.js";
import { lightCone } from "./light-cone.js";

/** @typedef {{ event: WireEvent, relation: string | null }} Row */

const PAGE_ROWS = 200;
/** @type {Record<string, string>} */
const RELATIONS = { past: "past", future: "future", concurrent: "concurrent", self: "chosen", null: "at no process" };

/**
 * The events up to `seq` that stand so to the chosen one; all of them for "all".
 *
 * @param {import("./trace.js").Trace} trace
 * @param {import("./light-cone.js").LightCone | null} cone
 * @param {number} seq
 * @param {string} filter
 */
export function rowsOf(trace, cone, seq, filter) {
  /** @type {Row[]} */
  const rows = [];
  for (const event of trace.events) {
    if (event.seq > seq) break;
    const relation = event.clock === null ? null : (cone?.relation(event) ?? "");
    if (filter === "all" || String(relation) === filter) rows.push({ event, relation });
  }
  return rows;
}

/**
 * Return where an event happened, in words.
 *
 * @param {import("./trace.js").Trace} trace
 * @param {WireEvent} event
 */
function placeText(trace, event) {
  if (event.process !== null) return event.process;
  const message = trace.message(event.message);
  return message ? `${message.source} → ${message.target}` : "—";
}

export class EventTable {
  /** @type {{ page: number, pages: number }} */
  shown;
  /** @type {HTMLElement} */
  body;
  /** @type {HTMLSelectElement} */
  filter;
  /** @type {number | null} */
  #page = null;

  /** @param {import("./space-time.js").SpaceTime} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find(".table-view");
    this.body = find(this.place, "tbody");
    this.filter = find(this.place, "select");
    diagram.on(this.filter, "change", () => this.#turn(null));
    diagram.on(this.place, "click", ({ target }) => this.#press(target));
  }

  /** @param {HTMLElement} target */
  #press(target) {
    const { turn, seq } = target.closest("button")?.dataset ?? {};
    if (turn) this.#turn(this.shown.page + Number(turn));
    else if (seq) this.#choose(Number(seq));
  }

  /** @param {number | null} page */
  #turn(page) {
    this.#page = page;
    this.draw();
  }

  /**
   * Choose an event. The relations are now those to it, so every event is shown again.
   *
   * @param {number} seq
   */
  #choose(seq) {
    const { session, trace, chosen } = this.diagram;
    const event = trace.event(seq);
    if (!event) return;
    this.filter.value = "all";
    session.chosen.set(
      chosen.event === seq
        ? { event: null, message: null }
        : { event: seq, message: event.message, operation: event.operation },
    );
  }

  /** Show the page with the chosen event, and its row. */
  turnToChosen() {
    this.#turn(null);
    this.body.querySelector("[data-chosen]")?.scrollIntoView({ block: "nearest" });
  }

  /** Bring the table up to date. */
  draw() {
    const { trace, chosen, session } = this.diagram;
    const cone = lightCone(trace, chosen.event);
    const seq = Math.max(session.store.seq ?? 0, chosen.event ?? 0);
    this.#filters(cone, seq);
    const rows = rowsOf(trace, cone, seq, this.filter.value);
    const pages = Math.max(1, Math.ceil(rows.length / PAGE_ROWS));
    const page = Math.min(pages - 1, Math.max(0, this.#page ?? this.#pageOf(rows, pages, chosen.event)));
    this.shown = { page, pages };
    const from = page * PAGE_ROWS;
    const visible = rows.slice(from, from + PAGE_ROWS);
    keyed(
      this.body,
      visible.map((row) => [row.event.seq, row]),
      ({ event }) => this.#create(event),
      (element, row) => this.#update(element, row),
    );
    setText(
      find(this.place, ".range"),
      rows.length ? `${from + 1}–${from + visible.length} of ${rows.length}` : "none",
    );
    const [back, on] = queryAll(this.place, "[data-turn]");
    assign(back, { disabled: page === 0 });
    assign(on, { disabled: page === pages - 1 });
  }

  /**
   * @param {Row[]} rows
   * @param {number} pages
   * @param {number | null} chosen
   */
  #pageOf(rows, pages, chosen) {
    const index = rows.findIndex(({ event }) => event.seq === chosen);
    return index < 0 ? pages - 1 : Math.floor(index / PAGE_ROWS);
  }

  /**
   * @param {import("./light-cone.js").LightCone | null} cone
   * @param {number} seq
   */
  #filters(cone, seq) {
    const counts = cone?.counts(seq);
    /** @type {[string, string][]} */
    const options = Object.entries(counts ?? {}).map(([name, count]) => [name, `${RELATIONS[name]} (${count})`]);
    setOptions(this.filter, [["all", "every event"], ...options, ["null", RELATIONS.null]]);
  }

  /** @param {WireEvent} event */
  #create(event) {
    const document = this.diagram.ownerDocument;
    /**
     * @param {string} name
     * @param {...import("../lib/dom.js").Child} children
     */
    const cell = (name, ...children) => html(document, "td", { class: name }, ...children);
    const button = html(document, "button", { type: "button", class: "link", "data-seq": event.seq }, event.text);
    const time = html(document, "th", { scope: "row" }, (event.tick / 1000).toFixed(3));
    const where = cell("where", placeText(this.diagram.trace, event));
    return html(
      document,
      "tr",
      {},
      time,
      where,
      cell("happened", button),
      cell("relation"),
      cell("vector", vectorText(event.clock)),
    );
  }

  /**
   * @param {HTMLElement} row
   * @param {Row} datum
   */
  #update(row, { event, relation }) {
    const chosen = this.diagram.chosen.event === event.seq;
    assign(row, { "data-relation": relation, "data-chosen": chosen });
    assign(find(row, "button"), { "aria-pressed": String(chosen) });
    setText(find(row, ".relation"), relation === "" ? "" : RELATIONS[String(relation)]);
  }
}
