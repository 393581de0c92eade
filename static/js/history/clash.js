// The parts of a reason that speak of a clash: the sentence with operations as links, and the edges one by one.

import { html } from "../lib/dom.js";
import { shortened } from "../lib/format.js";
import { linked } from "../run/verdicts.js";

const SENTENCE_CHARS_MAX = 700;
const SAID_CHARS_MAX = 80;

/**
 * A link to an operation.
 *
 * @param {Document} document
 * @param {number | undefined} number
 * @param {string} text
 */
export function linkTo(document, number, text) {
  return html(document, "button", { type: "button", class: "link", "data-operation": number }, text);
}

/**
 * Return what an element of a reason speaks of: an operation, an edge with both of its ends, or the operations of a
 * clause.
 *
 * @param {import("./model.js").JudgedVerdict} verdict
 * @param {HTMLElement} element
 * @returns {import("./judged-history.js").Lit}
 */
export function litBy({ edges }, element) {
  const { operation, edge, clause } = element.closest("[data-operation], [data-edge], [data-clause]")?.dataset ?? {};
  if (operation !== undefined) return { operations: [Number(operation)], edge: null };
  if (clause !== undefined) return { operations: clause.split(" ").filter(Boolean).map(Number), edge: null };
  if (edge === undefined) return { operations: [], edge: null };
  const { source, target } = edges[Number(edge)];
  return { operations: [source, target], edge: Number(edge) };
}

/**
 * The clauses of a sentence, each with the marks that end it: "#1 finished before #2 began; ".
 *
 * @param {string} text
 */
export const clausesOf = (text) => text.match(/.+?(?:[;.:] |$)/gs) ?? [];

/**
 * The sentence of a verdict; a very long one is cut, and can be unfolded.
 *
 * @param {import("./reason.js").HistoryReason} reason
 * @param {import("./model.js").JudgedVerdict} verdict
 */
export function sentencePart({ ownerDocument: document, history }, { explanation, operations, edges }) {
  const numbers = new Set([...operations, ...edges.flatMap(({ source, target }) => [source, target])]);
  const names = new Map([...numbers].map((number) => [history.operation(number).name, number]));
  const place = html(document, "p", { class: "explanation" });
  /** @param {string} text */
  const clause = (text) => {
    const pieces = linked(text, [...names.keys()]).map((piece) =>
      typeof piece === "string" ? piece : linkTo(document, names.get(piece.operation), piece.operation),
    );
    const meant = pieces.flatMap((piece) => (typeof piece === "string" ? [] : [piece.dataset.operation]));
    return html(document, "span", { "data-clause": [...new Set(meant)].join(" ") }, ...pieces);
  };
  /** @param {string} text */
  const fill = (text) => place.replaceChildren(...clausesOf(text).map(clause));
  if (explanation.length <= SENTENCE_CHARS_MAX) fill(explanation);
  else {
    fill(`${shortened(explanation, SENTENCE_CHARS_MAX)} `);
    const more = html(document, "button", { type: "button", class: "small" }, "Show all of it");
    more.addEventListener("click", () => fill(explanation));
    place.append(more);
  }
  return place;
}

/**
 * The clash: its edges, or its operations where it has none.
 *
 * @param {import("./reason.js").HistoryReason} reason
 * @param {import("./model.js").JudgedVerdict} verdict
 */
export function clashPart({ ownerDocument: document, history }, { edges, operations }) {
  const list = html(document, "ol", { class: "edges" });
  const part = html(
    document,
    "div",
    { class: "clash" },
    html(document, "h3", {}, edges.length ? "The clash, edge by edge" : "Its operations"),
    list,
  );
  /** @param {number} number */
  const end = (number) => {
    const { name, said } = history.operation(number);
    return [html(document, "b", {}, name), html(document, "small", {}, shortened(said, SAID_CHARS_MAX))];
  };
  edges.forEach(({ source, target, words }, index) => {
    const button = html(
      document,
      "button",
      { type: "button", "data-edge": index, "aria-pressed": "false" },
      html(document, "span", {}, ...end(source)),
      html(document, "i", {}, words),
      html(document, "span", {}, ...end(target)),
    );
    list.append(html(document, "li", {}, button));
  });
  if (edges.length === 0)
    for (const number of operations)
      list.append(html(document, "li", {}, linkTo(document, number, history.told(number, SAID_CHARS_MAX))));
  return part;
}
