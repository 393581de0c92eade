// Draws what an agreement protocol is to keep: each invariant with its state, what is to be said of it now, and what it means.

import { assign, first, html, keyed, last, setText } from "../lib/dom.js";

/** @type {Record<string, string>} */
const MARKS = { kept: "✓", open: "…", broken: "✕" };
/** @type {Record<string, string>} */
const STATES = { kept: "kept", open: "open", broken: "broken" };

/**
 * Bring a list up to date.
 *
 * @param {Element} list
 * @param {Invariant[]} invariants
 */
export function drawInvariants(list, invariants) {
  const document = list.ownerDocument;
  const create = () =>
    html(
      document,
      "li",
      {},
      html(document, "span", { class: "state-mark", "aria-hidden": "true" }),
      html(
        document,
        "div",
        {},
        html(document, "b"),
        html(document, "span", { class: "state" }),
        html(document, "p", { class: "finding" }),
        html(document, "p", { class: "statement" }),
      ),
    );
  keyed(
    list,
    invariants.map((each) => [each.name, each]),
    create,
    (item, { state, title, text, statement }) => {
      assign(item, { "data-state": state });
      setText(first(item), MARKS[state]);
      const [name, word, finding, meaning] = last(item).children;
      setText(name, title);
      setText(word, STATES[state]);
      setText(finding, text);
      setText(meaning, statement);
    },
  );
}
