// A witness step by step: an order of operations that explains every answer, as numbered points on the diagram and as a list.

import { assign, html, setText } from "../lib/dom.js";

const LISTED_MAX = 200;

/**
 * Return where the points of an order stand: as early as its operations and the points before them allow; else in the middle of their bars.
 *
 * @param {number[]} order
 * @param {import("./model.js").View} view
 * @param {boolean} inRealTime
 */
export function pointsOf(order, view, inRealTime) {
  const places = new Map();
  let last = -Infinity;
  for (const number of order) {
    const bar = view.bars.get(number);
    if (!bar) continue;
    last = Math.max(last, bar.from);
    places.set(number, inRealTime && last <= bar.to ? last : (bar.from + bar.to) / 2);
  }
  return places;
}

export class WitnessSteps {
  /** @type {{ model: string, order: number[] } | null} */
  witness;

  /** @param {import("./reason.js").HistoryReason} reason */
  constructor(reason) {
    this.reason = reason;
    const { ownerDocument: document } = reason;
    this.back = html(
      document,
      "button",
      { type: "button", class: "icon", "data-step": -1, "data-repeats": true, "aria-label": "Step back" },
      "‹",
    );
    this.on = html(
      document,
      "button",
      { type: "button", class: "icon", "data-step": 1, "data-repeats": true, "aria-label": "Step on" },
      "›",
    );
    this.slider = html(document, "input", { type: "range", min: 0, step: 1, "aria-label": "Step of the order" });
    this.line = html(document, "p", { class: "step-line", "aria-live": "polite" });
    this.list = html(document, "ol", { class: "witness-list" });
    this.place = html(
      document,
      "div",
      { class: "witness-steps" },
      html(document, "div", { class: "stepper" }, this.back, this.slider, this.on),
      this.line,
      this.list,
    );
    reason.on(this.place, "click", ({ target }) => this.#move(target.closest("[data-step]")));
    reason.on(this.slider, "input", () => this.#go(Number(this.slider.value)));
  }

  /**
   * Take an order to show ({model, order}), or none.
   *
   * @param {{ model: string, order: number[] } | null} witness
   */
  take(witness) {
    this.witness = witness;
    if (!witness) return;
    const { history } = this.reason;
    const { order } = witness;
    assign(this.slider, { max: order.length });
    const listed = order
      .slice(0, LISTED_MAX)
      .map((number) =>
        html(
          this.reason.ownerDocument,
          "li",
          { "data-number": number },
          this.reason.link(number, history.told(number, 80)),
        ),
      );
    if (order.length > LISTED_MAX)
      listed.push(
        html(
          this.reason.ownerDocument,
          "li",
          { class: "more" },
          `and ${(order.length - LISTED_MAX).toLocaleString("en")} more`,
        ),
      );
    this.list.replaceChildren(...listed);
  }

  /** @param {HTMLElement | null} button */
  #move(button) {
    if (button) this.#go(this.reason.chosen.step + Number(button.dataset.step));
  }

  /** @param {number} step */
  #go(step) {
    const order = this.witness?.order ?? [];
    const now = Math.min(order.length, Math.max(0, step));
    this.reason.pick({ step: now, operation: now > 0 ? order[now - 1] : null });
  }

  /** Show the step that is chosen, on the diagram too. Points placed by hand stay. */
  show() {
    const { host, history, chosen } = this.reason;
    const { points } = host;
    if (points.value.hand) return;
    if (!this.witness) return void (points.value.places && points.set({ places: null }));
    const { order, model } = this.witness;
    const { step } = chosen;
    assign(this.back, { disabled: step === 0 });
    assign(this.on, { disabled: step === order.length });
    this.slider.value = String(step);
    setText(
      this.line,
      step === 0
        ? `${order.length.toLocaleString("en")} operations. Step through them.`
        : `${step.toLocaleString("en")} of ${order.length.toLocaleString("en")}: ${history.told(order[step - 1])}`,
    );
    for (const [i, item] of [...this.list.children].entries()) item.toggleAttribute("data-done", i < step);
    points.set({ places: order, model, now: step > 0 ? step : undefined, contradicts: null });
  }
}
