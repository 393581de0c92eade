// <text-tree>: the tree beneath a shared text. Runs are folded into boxes, tombstones struck; any character can be chosen, and says
// what it is. The same as a list below.

import { assign, html, keyed, setText, windowOf } from "../lib/dom.js";
import { drawTree } from "./draw-tree.js";
import { LabElement } from "../run/lab-element.js";
import { vertexWords } from "./words.js";

/** @typedef {import("./tree.js").Character} Character */

/**
 * @typedef {object} Shown
 * @property {Character[]} characters
 * @property {string[]} identities
 * @property {import("./authors.js").TextAuthors} [authors]
 * @property {(character: Character) => string} words
 */

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export class TextTree extends LabElement {
  /** @type {SVGSVGElement} */
  picture;
  /** @type {Shown} */
  #shown = { characters: [], identities: [], words: () => "" };
  /** @type {string | null} */
  #chosen = null;

  setUp() {
    this.picture = this.find("svg", SVGSVGElement);
    this.on(this.picture, "click", ({ target }) => this.#choose(target.closest("[data-vertex]")?.dataset.vertex));
    this.on(this.picture, "keydown", (event) => this.#key(event));
    this.on(this.find(".text-list"), "toggle", () => this.#list());
    const resized = new (windowOf(this).ResizeObserver)(() => this.#redraw());
    resized.observe(this.find(".scroll"));
    this.follow(() => resized.disconnect());
  }

  /**
   * Show these characters of a key, typed at nodes in this order. `authors` knows who typed and deleted them.
   *
   * @param {import("./tree.js").Character[]} characters
   * @param {{ key: string, identities: string[], authors: import("./authors.js").TextAuthors }} options
   */
  show(characters, { key, identities, authors }) {
    if (characters === this.#shown.characters && authors === this.#shown.authors) return this.#describe();
    /** @param {Character} character */
    const words = (character) => {
      const name = `${key} ${character.id}`;
      return vertexWords(character, characters, authors.typed.get(name), authors.deleted.get(name));
    };
    this.#shown = { characters, identities, authors, words };
    this.#redraw();
    this.#list();
  }

  #redraw() {
    const { characters, identities } = this.#shown;
    this.hidden = characters.length === 0;
    if (!characters.some(({ id }) => id === this.#chosen)) this.#chosen = null;
    drawTree(this.picture, characters, { width: this.find(".scroll").clientWidth, identities, chosen: this.#chosen });
    assign(this.picture, { "aria-activedescendant": this.#chosen && `vertex-${this.#chosen}` });
    this.#describe();
  }

  #describe() {
    const character = this.#shown.characters.find(({ id }) => id === this.#chosen);
    setText(this.find(".vertex"), character ? this.#shown.words(character) : "Choose a character to see its identity.");
  }

  /** @param {string | undefined} id */
  #choose(id) {
    if (!id) return;
    this.#chosen = id;
    this.#redraw();
  }

  /** @param {Targeted<KeyboardEvent>} event */
  #key(event) {
    const { characters } = this.#shown;
    const now = characters.findIndex(({ id }) => id === this.#chosen);
    const to =
      { Home: 0, End: characters.length - 1 }[event.key] ?? (STEPS[event.key] && Math.max(0, now + STEPS[event.key]));
    if (to === undefined || !characters[to]) return;
    event.preventDefault();
    this.#choose(characters[to].id);
  }

  #list() {
    if (!this.find(".text-list", HTMLDetailsElement).open) return;
    const { characters, words } = this.#shown;
    /** @type {[string, Character][]} */
    const entries = characters.map((character) => [character.id, character]);
    keyed(
      this.find(".text-list ol"),
      entries,
      () => html(this.ownerDocument, "li"),
      (row, character) => setText(row, words(character)),
    );
  }
}

customElements.define("text-tree", TextTree);
