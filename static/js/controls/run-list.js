// <run-list>: the runs of this lab as tabs, once there are several, and the way to the tree of them. Forking and changing the dials make
// a new one; the old ones stay.

import { assign, first, html, keyed, last, present, query, queryAll, setText } from "../lib/dom.js";
import { seconds } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import "./tick-some.js";

/**
 * Return where a run came from, in words.
 *
 * @param {RunOfLab} run
 */
function originText({ parent, forked }) {
  if (parent === null) return "";
  return forked ? `forked from run ${parent} at ${seconds(forked.tick)}` : `replayed from run ${parent}`;
}

class RunList extends LabElement {
  /** @type {HTMLElement} */
  list;
  /** @type {HTMLDialogElement | null} */
  tree;

  setUp() {
    this.list = this.find("ol");
    this.on(this, "click", ({ target }) => this.#press(target.closest("[data-run]")));
    this.tree = query(this.ownerDocument, "#branches", HTMLDialogElement);
    if (this.tree) this.on(this.tree, "click", ({ target }) => this.#press(target.closest("[data-run]")));
  }

  /** @param {StoreChange} change */
  draw({ kind }) {
    if (kind !== "snapshot") return;
    const { runs, current } = present(this.session.store.lab, "lab");
    this.hidden = runs.length < 2;
    for (const link of queryAll(this.ownerDocument, ".downloads a", HTMLAnchorElement))
      link.href = `runs/${current}/${link.dataset.ending}/`;
    keyed(
      this.list,
      runs.map((run) => [run.number, run]),
      () => this.#create(),
      (item, run) => this.#update(item, run, current),
    );
    this.list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #create() {
    const document = this.ownerDocument;
    return html(
      document,
      "li",
      {},
      html(document, "button", { type: "button" }, html(document, "b"), html(document, "span")),
    );
  }

  /**
   * @param {Element} item
   * @param {RunOfLab} run
   * @param {number} current
   */
  #update(item, run, current) {
    const { number, title, forked } = run;
    const origin = originText(run);
    const button = first(item);
    assign(button, {
      "data-run": number,
      "aria-current": number === current ? "true" : null,
      disabled: !this.session.may() && number !== current,
      title: origin ? `${title} (${origin})` : title,
    });
    setText(first(button), `Run ${number}`);
    setText(last(button), forked ? origin : title);
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (!button) return;
    this.tree?.close();
    if (!button.hasAttribute("aria-current")) this.session.command("switch_run", { run: Number(button.dataset.run) });
  }
}

customElements.define("run-list", RunList);
