// The field's terms, defined where they first appear in each part of the page: under the pointer, with the keyboard's focus, by touch.
//
// The definitions are in the page itself (`dd[data-word]`, whose attribute is the pattern that the term is found by).
// A term becomes a `<dfn>`; one tooltip serves them all. Escape hides it, and the pointer may rest on it.

import { find, html, listen, queryAll, setText, windowOf } from "./dom.js";

const PLACES =
  ".lab-title, .brief, .dials .summary, .dial label, faults-panel .help, operations-list thead, node-inspector dt";
const LINGER_MS = 200;

/** @typedef {{ name: string, pattern: string }} Word A term, and how it is found in a text. */

/**
 * The first term in a text that is not used yet: {start, length, word}, or null.
 *
 * @param {string} text
 * @param {Word[]} words
 * @param {{ has(name: string): boolean }} used
 */
export function firstTerm(text, words, used) {
  const found = words
    .filter(({ name }) => !used.has(name))
    .flatMap((word) => {
      const match = new RegExp(`\\b(?:${word.pattern})\\b`, "i").exec(text);
      return match ? [{ word, match }] : [];
    })
    .sort((a, b) => a.match.index - b.match.index)[0];
  return found ? { start: found.match.index, length: found.match[0].length, word: found.word } : null;
}

/** @typedef {Map<string | undefined, HTMLElement>} Used The `<dfn>` of each term that has one. */

/**
 * Make the first appearances of terms in a document into `<dfn>`s; called again, only what is new changes.
 *
 * @param {Document} document
 * @param {Word[]} words
 */
function mark(document, words) {
  const used = new Map(queryAll(document, "dfn[data-word]").map((term) => [term.dataset.word, term]));
  for (const place of document.querySelectorAll(PLACES)) {
    if (windowOf(document).getComputedStyle(place).display !== "none") markWithin(place, words, used);
  }
}

/**
 * @param {Element} place
 * @param {Word[]} words
 * @param {Used} used
 */
function markWithin(place, words, used) {
  const document = place.ownerDocument;
  const walker = document.createTreeWalker(place, windowOf(document).NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = /** @type {Text} */ (node);
    const found = text.parentElement?.closest("select, button, a, dfn, .site-header")
      ? null
      : firstTerm(text.data, words, used);
    if (!found) continue;
    const rest = text.splitText(found.start);
    rest.splitText(found.length);
    const term = html(document, "dfn", {
      tabindex: 0,
      title: "",
      "data-word": found.word.name,
      "aria-describedby": found.word.name,
    });
    rest.replaceWith(term);
    term.append(rest);
    used.set(found.word.name, term);
    walker.currentNode = rest;
  }
}

/** The one tooltip: shown below its term, or above where there is no room. */
class Definition {
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {HTMLElement} box
   * @param {Page} page
   */
  constructor(box, page) {
    this.box = box;
    this.page = page;
  }

  /** @param {HTMLElement} term */
  show(term) {
    this.page.clearTimeout(this.#timer);
    const { box, page } = this;
    setText(box, find(page.document, `[id="${term.dataset.word}"]`).textContent.trim());
    box.showPopover();
    const { left, top, bottom } = term.getBoundingClientRect();
    const below = bottom + 6 + box.offsetHeight < page.innerHeight;
    box.style.left = `${Math.max(8, Math.min(page.innerWidth - box.offsetWidth - 8, left))}px`;
    box.style.top = `${below ? bottom + 6 : top - 6 - box.offsetHeight}px`;
  }

  hide(afterMs = 0) {
    this.page.clearTimeout(this.#timer);
    this.#timer = this.page.setTimeout(() => this.box.hidePopover(), afterMs);
  }
}

/**
 * Define the terms of a lab page, now and whenever the server has sent another part of it.
 *
 * @param {Document} document
 */
export function wireGlossary(document) {
  const words = queryAll(document, "dd[data-word]").map(({ id, dataset }) => ({
    name: id,
    pattern: dataset.word ?? "",
  }));
  const definition = new Definition(find(document, "#definition"), windowOf(document));
  /** @type {HTMLElement | null} */
  let shown = null;
  /** @param {{ target: HTMLElement }} event */
  const termAt = ({ target }) => target.closest?.("dfn[data-word]") ?? (target === definition.box ? shown : null);
  /** @param {{ target: HTMLElement }} event */
  const show = (event) => {
    const term = termAt(event);
    if (term) definition.show((shown = /** @type {HTMLElement} */ (term)));
  };
  /** @param {{ target: HTMLElement }} event */
  const hide = (event) => termAt(event) && definition.hide(LINGER_MS);
  listen(document, "pointerover", show);
  listen(document, "focusin", show);
  listen(document, "pointerout", hide);
  listen(document, "focusout", hide);
  listen(document, "keydown", ({ key }) => key === "Escape" && definition.hide());
  listen(document, "htmx:afterSwap", () => mark(document, words));
  mark(document, words);
}
