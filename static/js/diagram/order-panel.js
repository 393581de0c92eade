// Linearization points on the diagram: those of the judge's witness, or placed by hand, and what the judge says of the order they make.

import { find, html, keyed, present, queryAll, setText, windowOf } from "../lib/dom.js";
import { operationText, resultText } from "../lib/format.js";
import { greedy, middles, needs, put, renewed, span, swapped, without } from "./order-points.js";
import { showNear } from "../lib/popover.js";
import { runAddress } from "../run/run-address.js";
import { chosenVerdict } from "../run/verdicts.js";

const STEP_TICKS = 5;

/** @type {Record<string, number>} */
const WAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };

const NO_WITNESS = "The judge has no order that explains this run. Place the points by hand, and see where it breaks.";
const WITNESS = "A witness: in this order every read returns what was written last before it.";
const NO_OPERATIONS = "No operation has completed yet.";

/** @typedef {import("./trace.js").TracedOperation} TracedOperation */

/** @typedef {{ legal: boolean, sentence: string, operation: string | null }} OrderVerdict What the judge says of an order. */

/**
 * The points that the diagram draws: the tick of each operation, in order.
 *
 * @typedef {{ places: Map<string, number>, hand: boolean, contradicts: string | null }} Points
 */

export class OrderPanel {
  /** @type {string | null} */
  signature;
  /** @type {OrderVerdict | null} */
  verdict;
  /** @type {boolean} */
  hand;
  /** @type {Map<string, number>} */
  #places = new Map();
  /** @type {Map<string, number> | null} */
  #own = null;
  #asked = 0;

  /** @param {import("./space-time.js").SpaceTime} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find(".order");
    this.menu = diagram.find(".order-menu");
    this.hand = false;
    this.verdict = null;
    diagram.on(this.place, "click", ({ target }) => this.#press(target.closest("button")));
    diagram.on(this.menu, "click", ({ target }) => this.#pressMenu(target.closest("button")));
    diagram.on(diagram.picture.root, "keydown", (event) => this.#key(event), true);
  }

  get on() {
    return !this.place.hidden;
  }

  /** Show the points, or take them away. */
  toggle() {
    this.place.hidden = this.on;
    if (this.on) this.#setHand(this.hand);
    else if (this.menu.matches(":popover-open")) this.menu.hidePopover();
    this.#changed();
  }

  /**
   * What the diagram draws; null if nothing.
   *
   * @returns {Points | null}
   */
  get points() {
    return this.on ? { places: this.#places, hand: this.hand, contradicts: this.verdict?.operation ?? null } : null;
  }

  /** The run went on, or another moment is shown: operations have begun or ended. */
  refresh() {
    if (!this.on) return;
    const signature = this.#needing()
      .map(({ id, status }) => `${id} ${status}`)
      .join();
    if (signature === this.signature) return;
    this.signature = signature;
    if (!this.hand) return this.#askWitness();
    this.#places = renewed(this.#places, ...this.#known);
    this.#judge();
  }

  /**
   * The operations, and the event and tick up to which they are known.
   *
   * @returns {[operations: Map<string, TracedOperation>, seq: number, now: number]}
   */
  get #known() {
    const { trace, session } = this.diagram;
    return [trace.operations, session.store.seq, session.now()];
  }

  /** @param {string} name */
  #operation(name) {
    return present(this.diagram.trace.operation(name), `operation ${name}`);
  }

  #needing() {
    const [operations, seq] = this.#known;
    return [...operations.values()].filter((operation) => needs(operation, seq));
  }

  /** @param {boolean} hand */
  #setHand(hand) {
    if (this.hand) this.#own = this.#places;
    this.hand = hand;
    this.signature = null;
    this.verdict = null;
    for (const button of queryAll(this.place, "[data-hand]"))
      button.setAttribute("aria-pressed", String((button.dataset.hand === "yes") === hand));
    find(this.place, "[data-order]").hidden = !hand;
    if (hand) this.#places = this.#own ?? middles(...this.#known);
    this.refresh();
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (!button) return;
    if (button.dataset.hand) this.#setHand(button.dataset.hand === "yes");
    else if ("order" in button.dataset) this.#open(button);
  }

  /** @param {HTMLElement} button */
  #open(button) {
    this.#list();
    showNear(this.menu, button.getBoundingClientRect());
  }

  // By hand

  /**
   * Move a point to a tick.
   *
   * @param {string} name
   * @param {number} tick
   */
  move(name, tick) {
    const [_operations, seq, now] = this.#known;
    this.#places = put(this.#places, this.#operation(name), tick, seq, now);
    this.#changed();
  }

  /** A point was let go: judge the order. */
  dropped() {
    this.#judge();
  }

  /** @param {Targeted<KeyboardEvent>} event */
  #key(event) {
    const name = event.target.closest?.("[data-point][data-hand]")?.dataset.point;
    if (!name) return;
    const way = WAYS[event.key];
    const leave = event.key === "Delete" || event.key === "Backspace";
    if (!way && !leave) return;
    event.preventDefault();
    event.stopPropagation();
    if (leave) this.#leaveOut(name);
    else this.move(name, (this.#places.get(name) ?? 0) + way * (event.shiftKey ? STEP_TICKS * 10 : STEP_TICKS));
    this.#judge();
  }

  /** @param {string} name */
  #leaveOut(name) {
    const [_operations, seq] = this.#known;
    if (needs(this.#operation(name), seq) === "may") this.#places = without(this.#places, name);
    else this.#say(`${name} completed: it has to have a point.`);
  }

  /** @param {HTMLElement | null} button */
  #pressMenu(button) {
    const { name, move, take } = button?.dataset ?? {};
    if (!name) return;
    const [operations, seq, now] = this.#known;
    if (take === "out") this.#places = without(this.#places, name);
    else if (take === "in")
      this.#places = put(
        this.#places,
        this.#operation(name),
        (span(this.#operation(name), seq, now).from + now) / 2,
        seq,
        now,
      );
    else {
      const other = swapped(this.#places, operations, name, Number(move), seq, now);
      if (!other)
        return this.#say(`The intervals do not allow it: ${name} cannot be ${Number(move) < 0 ? "earlier" : "later"}.`);
      this.#places = other;
    }
    this.#judge();
    this.menu.querySelector(`[data-name="${name}"]${move ? `[data-move="${move}"]` : ""}`)?.focus();
  }

  #list() {
    const left = this.#needing().filter(({ id }) => !this.#places.has(id));
    /** @type {[string, TracedOperation][]} */
    const entries = [...this.#places.keys(), ...left.map(({ id }) => id)].map((name) => [
      `${name} ${this.#places.has(name)}`,
      this.#operation(name),
    ]);
    keyed(
      find(this.menu, "ol"),
      entries,
      (operation) => this.#create(operation),
      (item, { id }) => {
        item.dataset.contradicts = String(this.verdict?.operation === id);
      },
    );
  }

  /** @param {TracedOperation} operation */
  #create(operation) {
    const document = this.diagram.ownerDocument;
    const { id } = operation;
    /**
     * @param {import("../lib/dom.js").Attributes} attributes
     * @param {string} words
     */
    const button = (attributes, words) => {
      return html(
        document,
        "button",
        { type: "button", class: "small", "data-name": id, "aria-label": `${words}: ${id}`, ...attributes },
        words,
      );
    };
    const text = html(
      document,
      "span",
      {},
      html(document, "b", {}, id),
      ` ${operationText(operation)} ${resultText(operation)}`,
    );
    if (!this.#places.has(id))
      return html(document, "li", { class: "left-out" }, text, " left out ", button({ "data-take": "in" }, "Take in"));
    const may = needs(operation, this.diagram.session.store.seq) === "may";
    const moves = [button({ "data-move": -1 }, "Earlier"), button({ "data-move": 1 }, "Later")];
    return html(document, "li", {}, text, may ? button({ "data-take": "out" }, "Leave out") : null, ...moves);
  }

  // What the judge says

  async #askWitness() {
    const asked = (this.#asked += 1);
    const { view, session } = this.diagram;
    const ended = this.#needing().filter(({ id }) => needs(this.#operation(id), this.#known[1]) === "must");
    const holds = chosenVerdict(view, { model: "linearizable", question: "observed" })?.status === "holds";
    const answer =
      holds && ended.length > 0
        ? await this.#fetch(runAddress(this.diagram, "order/linearizable", { seq: session.store.seq }))
        : null;
    if (asked !== this.#asked || this.hand) return;
    this.#places = answer ? greedy(answer.order, this.#known[0]) : new Map();
    this.verdict = null;
    this.#say(ended.length === 0 ? NO_OPERATIONS : answer ? WITNESS : NO_WITNESS);
    this.#changed();
  }

  async #judge() {
    this.#changed();
    const asked = (this.#asked += 1);
    const { store } = this.diagram.session;
    const body = JSON.stringify({ seq: store.seq, order: [...this.#places.keys()] });
    const answer = await this.#fetch(runAddress(this.diagram, "order", {}), {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    if (asked !== this.#asked) return;
    this.verdict = answer;
    this.#say(answer?.sentence ?? "The judge could not be asked. Try again.");
    this.place.dataset.legal = answer ? String(answer.legal) : "";
    this.#changed();
  }

  /**
   * @param {string} url
   * @param {RequestInit} [options]
   */
  async #fetch(url, options) {
    try {
      const answer = await windowOf(this.diagram).fetch(url, options);
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.place.dataset.legal = "";
    setText(find(this.place, "p"), sentence);
  }

  #changed() {
    if (this.menu.matches(":popover-open")) this.#list();
    this.diagram.points = this.points;
    this.diagram.changed();
  }
}
