// <sibling-panel>: what a read that returned several versions found, side by side with their clocks, why they are concurrent, and ways
// to resolve them: keep one, write a merged value, or a rule. Each is a write that carries what the client has read.

import { assign, fieldOf, find, html, keyed, present, setText } from "../lib/dom.js";
import { seconds } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { RULES, clockOfWrite, lostBy, readSiblings, replacedText, withWallClocks } from "../run/siblings.js";
import { concurrency, entryText, parsed, writersOf } from "../run/version-vectors.js";

/** @typedef {import("../run/siblings.js").Siblings} Siblings */
/** @typedef {import("../run/siblings.js").WalledVersion} WalledVersion */

/** @typedef {Siblings & { versions: WalledVersion[] }} Shown */

class SiblingPanel extends LabElement {
  /** @type {HTMLFormElement} */
  form;
  /** @type {string | undefined} */
  why;
  /** @type {Shown | null} */
  #shown = null;
  /** @type {Map<string, WalledVersion[]>} */
  #walls = new Map();

  setUp() {
    this.form = this.find("form");
    this.on(this.form, "submit", (event) => this.#submit(event));
    this.on(this, "click", ({ target }) => this.#press(target.closest("[data-value], [data-act]")));
  }

  draw() {
    const found =
      readSiblings(this.view)
        .filter(({ read }) => !this.chosen.client || read.client === this.chosen.client)
        .at(-1) ?? null;
    present(this.closest("[data-siblings]"), "card around the siblings").hidden = !found;
    if (!found) return;
    if (found.id !== this.#shown?.id) fieldOf(this.form, "merged").value = "";
    this.#shown = { ...found, versions: this.#withWalls(found) };
    this.#versions();
    this.#why();
    this.#ways();
    this.#outcome();
  }

  /**
   * @param {Chosen} now
   * @param {Chosen} before
   */
  choose(now, before) {
    if (this.view && now.client !== before.client) this.draw();
  }

  /** @param {Siblings} siblings */
  #withWalls({ id, versions }) {
    const { history, store } = this.session;
    const known = this.#walls.get(id);
    if (known?.every(({ wall }) => wall !== null)) return known;
    const found = history.lastSeq >= store.seq ? withWallClocks(versions, history) : versions;
    this.#walls.set(id, found);
    return found;
  }

  /** The siblings that are shown. */
  get #found() {
    return present(this.#shown, "siblings");
  }

  get #open() {
    const { read, written } = this.#found;
    return this.session.may(read.client) && !this.session.store.past && !written;
  }

  #versions() {
    const document = this.ownerDocument;
    const { id, read, versions } = this.#found;
    setText(
      this.find(".said"),
      `${id} read ${read.key} at ${read.node}: ${versions.length} versions, none of which has seen another.`,
    );
    const create = () =>
      html(
        document,
        "li",
        {},
        html(document, "b"),
        html(document, "code"),
        html(document, "small"),
        html(document, "button", { type: "button", class: "small" }, "Keep this"),
      );
    keyed(
      this.find(".versions"),
      versions.map((version) => [version.write, version]),
      create,
      (item, { value, stamp, write, wall }) => {
        const [name, clock, by, keep] = item.children;
        setText(name, value);
        setText(clock, stamp);
        setText(
          by,
          `${write}${wall === null || wall === undefined ? "" : `, at ${seconds(wall)} by its node's clock`}`,
        );
        assign(keep, { "data-value": value, "aria-label": `Keep ${value}`, hidden: !this.#open });
      },
    );
  }

  #why() {
    const document = this.ownerDocument;
    const { versions } = this.#found;
    const clocks = versions.map(({ clock }) => clock);
    /**
     * @param {"th" | "td"} tag
     * @param {string} text
     */
    const cell = (tag, text) => html(document, tag, tag === "th" ? { scope: "col" } : {}, text);
    const head = html(document, "tr", {}, cell("th", "entry"), ...versions.map(({ value }) => cell("th", value)));
    const rows = writersOf(clocks).map((writer) =>
      html(
        document,
        "tr",
        {},
        html(document, "th", { scope: "row" }, writer),
        ...clocks.map((clock) => cell("td", entryText(clock, writer))),
      ),
    );
    const signature = versions.map(({ stamp }) => stamp).join();
    if (this.why === signature) return;
    this.why = signature;
    this.find("thead").replaceChildren(head);
    this.find("tbody").replaceChildren(...rows);
    const pairs = clocks.flatMap((left, i) => clocks.slice(i + 1).map((right) => concurrency(left, right)));
    this.find(".pairs").replaceChildren(...pairs.map((words) => html(document, "li", {}, `Concurrent: ${words}.`)));
  }

  #ways() {
    const document = this.ownerDocument;
    const { read, versions } = this.#found;
    this.form.hidden = !this.#open;
    if (!this.#open) return;
    const create = () =>
      html(
        document,
        "li",
        {},
        html(document, "button", { type: "button", class: "small" }),
        html(document, "span"),
        html(document, "small"),
      );
    keyed(
      this.find(".rules"),
      RULES.map((rule) => [rule.name, rule]),
      create,
      (item, { title, make, words }) => {
        const value = make(versions);
        const lost = lostBy(value, versions).map((version) => version.value);
        const [button, result, said] = item.children;
        setText(button, title);
        assign(button, { "data-value": value });
        setText(result, `→ ${value}`);
        setText(said, lost.length > 0 ? `Loses ${lost.join(" and ")}. ${words}` : words);
      },
    );
    const context = this.view.clients[read.client].context[read.key] ?? "[]";
    setText(
      this.find(".carries"),
      `The write carries what ${read.client} has read, ${context}. At ${read.node} its clock will be ${clockOfWrite(this.view, read.client, read.node, read.key)}.`,
    );
  }

  #outcome() {
    const { written, versions, read } = this.#found;
    const resolution = this.find(".resolution");
    resolution.hidden = !written;
    if (!written) return;
    const words = parsed(written.version ?? "")
      ? `${written.id} wrote ${written.value} with the clock ${written.version}. ${replacedText(written.version ?? "", versions)}`
      : `${written.id} writes ${written.value}: ${written.reason ?? written.status}.`;
    setText(find(resolution, "p"), words);
    const again = find(resolution, "button");
    setText(again, `Read ${read.key} again at ${read.node}`);
    again.hidden = !this.session.may(read.client) || this.session.store.past;
  }

  /** @param {HTMLElement | null} button */
  #press(button) {
    if (!button) return;
    if (button.dataset.act === "again") this.#invoke("read");
    else this.#invoke("write", button.dataset.value);
  }

  /** @param {Targeted<SubmitEvent>} event */
  #submit(event) {
    event.preventDefault();
    this.#invoke("write", fieldOf(this.form, "merged").value);
  }

  /**
   * @param {string} operation
   * @param {string} [value]
   */
  #invoke(operation, value) {
    const { client, node, key } = this.#found.read;
    this.session.command("invoke", { client, node, operation, key, ...(operation === "write" ? { value } : {}) });
  }
}

customElements.define("sibling-panel", SiblingPanel);
