// The field's terms, defined where they first appear in each part of the page: under the pointer, with the keyboard's focus, by touch.
//
// The definitions are in the page itself (`dd[data-word]`, whose attribute is the pattern that the term is found by).
// A term becomes a `<dfn>`; one tooltip serves them all. Escape hides it, and the pointer may rest on it.

import { html, setText } from "./dom.js";

const PLACES =
  ".lab-title, .brief, .dials .summary, .dial label, faults-panel .help, operations-list thead, node-inspector dt";
const LINGER_MS = 200;

/** The first term in a text that is not used yet: {start, length, word}, or null. `words` is [{name, pattern}]. */
export function firstTerm(text, words, used) {
  const found = words
    .filter(({ name }) => !used.has(name))
    .map((word) => ({ word, match: new RegExp(`\\b(?:${word.pattern})\\b`, "i").exec(text) }))
    .filter(({ match }) => match)
    .sort((a, b) => a.match.index - b.match.index)[0];
  return found ? { start: found.match.index, length: found.match[0].length, word: found.word } : null;
}

/** Make the first appearances of terms in a document into `<dfn>`s; called again, only what is new changes. */
function mark(document, words) {
  const used = new Map([...document.querySelectorAll("dfn[data-word]")].map((term) => [term.dataset.word, term]));
  for (const place of document.querySelectorAll(PLACES)) {
    if (document.defaultView.getComputedStyle(place).display !== "none") markWithin(place, words, used);
  }
}

function markWithin(place, words, used) {
  const document = place.ownerDocument;
  const walker = document.createTreeWalker(place, document.defaultView.NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const found = text.parentElement.closest("select, button, dfn") ? null : firstTerm(text.data, words, used);
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
    walker.currentNode = term.lastChild;
  }
}

/** The one tooltip: shown below its term, or above where there is no room. */
class Definition {
  #timer = null;

  constructor(box, page) {
    Object.assign(this, { box, page });
  }

  show(term) {
    this.page.clearTimeout(this.#timer);
    const { box, page } = this;
    setText(box, page.document.getElementById(term.dataset.word).textContent.trim());
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

/** Define the terms of a lab page, now and whenever the server has sent another part of it. */
export function wireGlossary(document) {
  const words = Array.from(document.querySelectorAll("dd[data-word]"), ({ id, dataset }) => ({
    name: id,
    pattern: dataset.word,
  }));
  const definition = new Definition(document.getElementById("definition"), document.defaultView);
  let shown = null;
  const termAt = ({ target }) => target.closest?.("dfn[data-word]") ?? (target === definition.box ? shown : null);
  const show = (event) => termAt(event) && definition.show((shown = termAt(event)));
  const hide = (event) => termAt(event) && definition.hide(LINGER_MS);
  for (const type of ["pointerover", "focusin"]) document.addEventListener(type, show);
  for (const type of ["pointerout", "focusout"]) document.addEventListener(type, hide);
  document.addEventListener("keydown", ({ key }) => key === "Escape" && definition.hide());
  document.addEventListener("htmx:afterSwap", () => mark(document, words));
  mark(document, words);
}
