// <run-list>: the runs of this lab as tabs. Changing the dials makes a new one; the old ones stay.

import { assign, html, keyed, setText } from "./dom.js";
import { LabElement } from "./lab-element.js";

class RunList extends LabElement {
  setUp() {
    this.list = this.find("ol");
    this.on(this, "click", ({ target }) => this.#press(target.closest("[data-run]")));
  }

  draw({ kind }) {
    if (kind !== "snapshot") return;
    const { runs, current } = this.session.store.lab;
    keyed(this.list, runs.map((run) => [run.number, run]), () => this.#create(), (item, run) => this.#update(item, run, current));
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #create() {
    const document = this.ownerDocument;
    return html(document, "li", {}, html(document, "button", { type: "button" }, html(document, "b"), html(document, "span")));
  }

  #update(item, { number, title, parent }, current) {
    const button = item.firstChild;
    assign(button, {
      "data-run": number,
      "aria-current": number === current ? "true" : null,
      disabled: !this.session.may() && number !== current,
      title: parent === null ? title : `${title} (replayed from run ${parent})`,
    });
    setText(button.firstChild, `Run ${number}`);
    setText(button.lastChild, title);
  }

  #press(button) {
    if (button && !button.hasAttribute("aria-current")) this.session.command("switch_run", { run: Number(button.dataset.run) });
  }
}

customElements.define("run-list", RunList);
