// The menu of lines: which of them are shown, and in which order.

import { assign, find, html, keyed } from "../../lib/dom.js";
import { orderedLines } from "../layout.js";
import { showNear } from "../../lib/popover.js";

const NONE = new Set();

/**
 * `names` with one of them moved by `way` places.
 *
 * @param {string[]} names
 * @param {string} name
 * @param {number} way
 */
export function moved(names, name, way) {
  const from = names.indexOf(name);
  const to = Math.min(names.length - 1, Math.max(0, from + way));
  const rest = names.filter((each) => each !== name);
  return [...rest.slice(0, to), name, ...rest.slice(to)];
}

export class LinesMenu {
  /** @param {import("../space-time.js").SpaceTime} diagram */
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find(".lines-menu");
    diagram.on(this.place, "click", ({ target }) => this.#press(target.closest("button")));
    diagram.on(this.place, "change", ({ target }) => {
      const { value, checked } = /** @type {HTMLInputElement} */ (target);
      this.#show(value, checked);
    });
  }

  /**
   * Open beside a button.
   *
   * @param {HTMLElement} button
   */
  open(button) {
    this.#draw();
    showNear(this.place, button.getBoundingClientRect());
  }

  get #names() {
    return orderedLines(this.diagram.trace, this.diagram.order, NONE);
  }

  /**
   * @param {string} name
   * @param {boolean} shown
   */
  #show(name, shown) {
    const hidden = new Set(this.diagram.hiddenLines);
    if (shown) hidden.delete(name);
    else hidden.add(name);
    this.diagram.arrange({ hidden, order: this.diagram.order });
    this.#draw();
  }

  /** @param {HTMLButtonElement | null} button */
  #press(button) {
    if (!button) return;
    const { move, name, all } = button.dataset;
    if (all !== undefined) this.diagram.arrange({ hidden: new Set(), order: null });
    else
      this.diagram.arrange({ hidden: this.diagram.hiddenLines, order: moved(this.#names, name ?? "", Number(move)) });
    this.#draw();
    if (button.disabled) button.parentElement?.querySelector("button:enabled")?.focus();
  }

  #draw() {
    const names = this.#names;
    keyed(
      find(this.place, "ol"),
      names.map((name) => [name, name]),
      (name) => this.#create(name),
      (item, name) => {
        const place = names.indexOf(name);
        find(item, "input").checked = !this.diagram.hiddenLines.has(name);
        assign(find(item, "[data-move='-1']"), { disabled: place === 0 });
        assign(find(item, "[data-move='1']"), { disabled: place === names.length - 1 });
      },
    );
  }

  /** @param {string} name */
  #create(name) {
    const document = this.diagram.ownerDocument;
    const label = html(
      document,
      "label",
      { class: "check" },
      html(document, "input", { type: "checkbox", value: name }),
      name,
    );
    /**
     * @param {number} way
     * @param {string} mark
     * @param {string} words
     */
    const button = (way, mark, words) => {
      const attributes = {
        type: "button",
        class: "icon",
        "data-move": way,
        "data-name": name,
        "aria-label": `Move ${name} ${words}`,
      };
      return html(document, "button", attributes, mark);
    };
    return html(document, "li", {}, label, button(-1, "↑", "up"), button(1, "↓", "down"));
  }
}
