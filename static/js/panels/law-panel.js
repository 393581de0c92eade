// <law-panel>: what makes a merge a merge, tried on the states that nodes and messages hold at the moment shown, or on generated ones; also
// with a wrong merge, chosen by the learner. Tried on the server. Its tab is there while the keys hold a type whose states merge.

import { fieldOf, find, queryAll, setOptions, setText } from "../lib/dom.js";
import { seconds } from "../lib/format.js";
import { LabElement } from "../run/lab-element.js";
import { fetchPart, runAddress } from "../run/run-address.js";
import { offerTab } from "../lib/tabs.js";

class LawPanel extends LabElement {
  /** @type {HTMLFormElement} */
  form;
  #asked = 0;
  /** @type {(Moment & { generated: boolean }) | null} */
  #tried = null;
  /** @type {string | null} */
  #of = null;

  setUp() {
    this.form = this.find("form");
    this.on(this.form, "submit", (event) => {
      event.preventDefault();
      this.#try();
    });
    this.on(this.form, "change", () => this.#try());
    this.on(this.ownerDocument, "tab-shown", () => this.#tried || this.#try());
    this.on(this.closest("details") ?? this, "toggle", () => this.#tried || this.#try());
  }

  draw() {
    const { type } = this.view.protocol;
    const of = `${this.session.store.run} ${type?.name}`;
    offerTab(this, Boolean(type?.merges));
    if (of !== this.#of) this.#forget(of);
    this.#sayWhen();
  }

  /**
   * Another run or type: what was tried says nothing of it.
   *
   * @param {string} of
   */
  #forget(of) {
    this.#of = of;
    this.#asked += 1;
    this.#tried = null;
    fieldOf(this.form, "merge").value = "";
    setOptions(
      find(this.form, "[name=key]", HTMLSelectElement),
      this.view.keys.map((key) => [key, key]),
    );
    this.find("[data-told]").replaceChildren();
    this.#try();
  }

  async #try() {
    if (!this.view?.protocol.type?.merges || !this.checkVisibility()) return;
    const asked = (this.#asked += 1);
    const { seq, tick } = this.session.store;
    const [key, merge, states] = ["key", "merge", "states"].map((name) => fieldOf(this.form, name).value);
    this.#tried = { seq, tick, generated: states === "generated" };
    const fields = { seq, key, merge, states };
    const found = await fetchPart(this.ownerDocument, runAddress(this, "laws", fields));
    if (asked !== this.#asked) return;
    this.find("[data-told]").replaceChildren(...found);
    const merges = this.query("template[data-merges]", HTMLTemplateElement);
    if (merges)
      setOptions(
        find(this.form, "[name=merge]", HTMLSelectElement),
        queryAll(merges.content, "option").map(({ value, textContent }) => [value, textContent]),
      );
    this.#sayWhen();
  }

  #sayWhen() {
    const tried = this.#tried;
    const moved = tried && !tried.generated && tried.seq !== this.session.store.seq;
    setText(
      this.find(".when"),
      moved ? `Tried on the states of ${seconds(tried.tick)}. Another moment is shown now: try again.` : "",
    );
  }
}

customElements.define("law-panel", LawPanel);
