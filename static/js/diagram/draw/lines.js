// The menu of lines: which of them are shown, and in which order.

import { assign, find, html, keyed } from "../../lib/dom.js";
import { orderedLines } from "../layout.js";
import { showNear } from "../../lib/popover.js";

const NONE = new Set();

/** `names` with one of them moved by `way` places. */
export function moved(names, name, way) {
  const from = names.indexOf(name);
  const to = Math.min(names.length - 1, Math.max(0, from + way));
  const rest = names.filter((each) => each !== name);
  return [...rest.slice(0, to), name, ...rest.slice(to)];
}

export class LinesMenu {
  constructor(diagram) {
    this.diagram = diagram;
    this.place = diagram.find(".lines-menu");
    diagram.on(this.place, "click", ({ target }) => this.#press(target.closest("button")));
    diagram.on(this.place, "change", ({ target }) => this.#show(target.value, target.checked));
  }

  /** Open beside a button. */
  open(button) {
    this.#draw();
    showNear(this.place, button.getBoundingClientRect());
  }

  get #names() {
    return orderedLines(this.diagram.trace, this.diagram.order, NONE);
  }

  #show(name, shown) {
    const hidden = new Set(this.diagram.hiddenLines);
    if (shown) hidden.delete(name);
    else hidden.add(name);
    this.diagram.arrange({ hidden, order: this.diagram.order });
    this.#draw();
  }

  #press(button) {
    if (!button) return;
    const { move, name, all } = button.dataset;
    if (all !== undefined) this.diagram.arrange({ hidden: new Set(), order: null });
    else this.diagram.arrange({ hidden: this.diagram.hiddenLines, order: moved(this.#names, name, Number(move)) });
    this.#draw();
    if (button.disabled) button.parentElement.querySelector("button:enabled")?.focus();
  }

  #draw() {
    const names = this.#names;
    keyed(
      this.place.querySelector("ol"),
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

  #create(name) {
    const document = this.diagram.ownerDocument;
    const label = html(
      document,
      "label",
      { class: "check" },
      html(document, "input", { type: "checkbox", value: name }),
      name,
    );
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
