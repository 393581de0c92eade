// <hand-order>: linearization points placed by hand, and what the judge says of the order that they make. A point is dragged along its bar,
// moved by keys, or by the list of the order.
//
// At most sixty operations are placed: all, those of the chosen key, or those of the clash. Operations of other keys do not matter to them.

import { find, html, keyed, present, setText, windowOf } from "../lib/dom.js";
import { PLACED_MAX, scopeOf } from "./choice.js";
import { JudgedElement } from "./judged-element.js";
import { middles, needs, put, span, swapped, without } from "../diagram/order-points.js";
import { showNear } from "../lib/popover.js";

/** @type {Record<string, number>} */
const WAYS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };

const STEP = 0.1;
const EVER = Infinity;
const TOO_MANY = `Points are placed for at most ${PLACED_MAX} operations. Choose a key with fewer, or a model that is violated.`;
/** @type {Record<string, string>} */
const PART = {
  all: "",
  key: "Only this key: operations of other keys do not matter to it. ",
  clash: "Only the operations of the clash. ",
};

/**
 * An operation as the points know it, with steps for ticks.
 *
 * @param {import("./model.js").JudgedOperation} operation
 * @param {import("./model.js").Bar} bar
 */
const pointed = (operation, { from, to, open }) => ({
  id: operation.number,
  kind: operation.action,
  status: open ? "info" : operation.status,
  invoked: { tick: from, seq: 0 },
  completed: open ? null : { tick: to, seq: 0 },
});

export class HandOrder extends JudgedElement {
  /** @type {HTMLElement} */
  menu;
  /** @type {{ operation: string | null, sentence: string, legal: boolean } | null} */
  verdict;
  /** @type {ReturnType<typeof scopeOf>} */
  scope;
  /** @type {Map<number, ReturnType<typeof pointed>>} */
  operations;
  /** @type {number} */
  now;
  /** @type {Map<number, number>} */
  #places = new Map();
  #asked = 0;

  setUp() {
    this.menu = this.find(".order-menu");
    const order = this.find("[data-order]");
    this.on(order, "click", () => {
      this.#list();
      showNear(this.menu, order.getBoundingClientRect());
    });
    this.on(this.menu, "click", ({ target }) => this.#pressMenu(target.closest("button")));
  }

  /**
   * @param {import("./judged-history.js").Looked} now
   * @param {Partial<import("./judged-history.js").Looked>} before
   */
  choose(now, before) {
    if (!this.hidden && (now.key !== before.key || now.only !== before.only || now.model !== before.model))
      this.#begin();
  }

  get diagram() {
    return present(this.closest("history-diagram"), "history-diagram");
  }

  /** Show the points, or take them away. */
  toggle() {
    const hidden = this.toggleAttribute("hidden");
    if (!hidden) this.#begin();
    else {
      if (this.menu.matches(":popover-open")) this.menu.hidePopover();
      this.host.points.set({ places: null, hand: false, contradicts: null, now: undefined });
      find(this.host, "history-reason").steps.show();
    }
    this.diagram.choose(this.chosen, this.chosen);
  }

  #begin() {
    const scope = scopeOf(this.history, this.chosen);
    this.verdict = null;
    this.scope = scope;
    this.find("[data-order]").hidden = !scope;
    if (!scope) {
      this.#places = new Map();
      this.#say(TOO_MANY);
      return this.#show();
    }
    const { bars } = this.diagram.view;
    const inView = scope.numbers.filter((number) => bars.has(number));
    this.operations = new Map(
      inView.map((number) => [
        number,
        pointed(this.history.operation(number), present(bars.get(number), `bar of ${number}`)),
      ]),
    );
    this.now = this.diagram.view.length;
    this.#places = middles(this.operations, EVER, this.now);
    this.#judge();
  }

  // Moving

  /**
   * Move a point to a step.
   *
   * @param {number} number
   * @param {number} step
   */
  move(number, step) {
    this.#places = put(this.#places, this.#operation(number), step, EVER, this.now);
    this.#show();
  }

  /** A point was let go: judge the order. */
  dropped() {
    this.#judge();
  }

  /**
   * A key on a point. Returns whether it means anything.
   *
   * @param {number} number
   * @param {string} key
   * @param {boolean} shiftKey
   */
  pressed(number, key, shiftKey) {
    const way = WAYS[key];
    if (way) this.move(number, (this.#places.get(number) ?? 0) + way * (shiftKey ? STEP * 10 : STEP));
    else if (key === "Delete" || key === "Backspace") {
      if (!this.#leaveOut(number)) return true;
    } else return false;
    this.#judge();
    return true;
  }

  /** @param {number} number */
  #leaveOut(number) {
    if (needs(this.#operation(number), EVER) === "may") this.#places = without(this.#places, number);
    else return this.#say(`${this.#name(number)} completed: it must have a point.`);
    return true;
  }

  /** @param {HTMLElement | null} button */
  #pressMenu(button) {
    if (!button) return;
    const { move, take } = button.dataset;
    const number = Number(button.dataset.number);
    const operation = this.#operation(number);
    if (take === "out") this.#places = without(this.#places, number);
    else if (take === "in")
      this.#places = put(
        this.#places,
        operation,
        (span(operation, EVER, this.now).from + this.now) / 2,
        EVER,
        this.now,
      );
    else {
      const other = swapped(this.#places, this.operations, number, Number(move), EVER, this.now);
      if (!other)
        return void this.#say(
          `The intervals do not allow it: ${this.#name(number)} cannot be ${Number(move) < 0 ? "earlier" : "later"}.`,
        );
      this.#places = other;
    }
    this.#judge();
    this.menu.querySelector(`[data-number="${number}"]${move ? `[data-move="${move}"]` : ""}`)?.focus();
  }

  /** @param {number} number */
  #name(number) {
    return this.history.operation(number).name;
  }

  /** @param {number} number */
  #operation(number) {
    return present(this.operations.get(number), `operation ${number}`);
  }

  // The list of the order

  #list() {
    const left = [...this.operations.values()].filter(
      (operation) => needs(operation, EVER) && !this.#places.has(operation.id),
    );
    /** @type {[string, number][]} */
    const entries = [...this.#places.keys(), ...left.map(({ id }) => id)].map((number) => [
      `${number} ${this.#places.has(number)}`,
      number,
    ]);
    keyed(
      find(this.menu, "ol"),
      entries,
      (number) => this.#item(number),
      (item, number) => {
        item.dataset.contradicts = String(this.verdict?.operation === this.#name(number));
      },
    );
  }

  /** @param {number} number */
  #item(number) {
    const document = this.ownerDocument;
    /**
     * @param {import("../lib/dom.js").Attributes} attributes
     * @param {string} words
     */
    const button = (attributes, words) =>
      html(
        document,
        "button",
        {
          type: "button",
          class: "small",
          "data-number": number,
          "data-repeats": true,
          "aria-label": `${words}: ${this.#name(number)}`,
          ...attributes,
        },
        words,
      );
    const text = html(document, "span", {}, this.history.told(number, 60));
    if (!this.#places.has(number))
      return html(document, "li", { class: "left-out" }, text, " left out ", button({ "data-take": "in" }, "Take in"));
    const may = needs(this.#operation(number), EVER) === "may";
    const moves = [button({ "data-move": -1 }, "Earlier"), button({ "data-move": 1 }, "Later")];
    return html(document, "li", {}, text, may ? button({ "data-take": "out" }, "Leave out") : null, ...moves);
  }

  // What the judge says

  async #judge() {
    this.#show();
    const asked = (this.#asked += 1);
    /** @param {number} number */
    const name = (number) => this.#name(number);
    const body = JSON.stringify({
      operations: [...this.operations.keys()].map(name),
      order: [...this.#places.keys()].map(name),
    });
    const answer = await this.#ask(body);
    if (asked !== this.#asked || this.hidden) return;
    this.verdict = answer;
    this.#say(
      answer ? `${PART[this.scope?.part ?? "all"]}${answer.sentence}` : "The judge could not be asked. Try again.",
    );
    this.dataset.legal = answer ? String(answer.legal) : "";
    this.#show();
  }

  /** @param {string} body */
  async #ask(body) {
    try {
      const answer = await windowOf(this).fetch(`${this.host.dataset.base}order/`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json" },
      });
      return answer.ok ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  /** @param {string} sentence */
  #say(sentence) {
    this.dataset.legal = "";
    setText(this.find("p"), sentence);
  }

  #show() {
    if (this.menu.matches(":popover-open")) this.#list();
    this.host.points.set({
      places: this.#places,
      hand: true,
      contradicts: this.verdict?.operation ?? null,
      now: undefined,
    });
  }
}

customElements.define("hand-order", HandOrder);
