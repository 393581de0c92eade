// The votes on a question: for each answer its bars, one for each round. What is drawn is pure.

import { assign, first, html, keyed, last, setText } from "../lib/dom.js";

/**
 * The rows to draw: a bar is as long as its share of the round's votes. Without `counts` (not to be shown yet) the answers alone; `right` marks the answer, if it is to be shown.
 *
 * @param {{ options: string[], right?: number | null }} poll
 * @param {{ counts?: number[][] }} votes
 */
export function rowsOf({ options, right = null }, { counts = [] }) {
  return options.map((text, option) => ({
    text,
    right: option === right,
    bars: counts.map((round, i) => {
      const total = round.reduce((sum, count) => sum + count, 0);
      return {
        round: i + 1,
        count: round[option],
        share: total ? round[option] / total : 0,
        percent: total ? Math.round((100 * round[option]) / total) : 0,
        last: i === counts.length - 1,
      };
    }),
  }));
}

/**
 * How many have voted, of those who are here; who voted and left counts as well.
 *
 * @param {number} voted
 * @param {number} here
 */
export const votedOf = (voted, here) => `${voted} of ${Math.max(voted, here)}`;

/**
 * Bring the histogram up to date.
 *
 * @param {Element} parent
 * @param {Poll} poll
 * @param {{ counts?: number[][] }} votes
 */
export function drawHistogram(parent, poll, votes) {
  const document = parent.ownerDocument;
  const rows = rowsOf(poll, votes);
  keyed(
    parent,
    rows.map((row, i) => [i, row]),
    () =>
      html(
        document,
        "div",
        { class: "answer" },
        html(document, "p", { class: "answer-text" }),
        html(document, "div", { class: "bars" }),
      ),
    drawRow,
  );
}

/**
 * @param {HTMLElement} element
 * @param {ReturnType<typeof rowsOf>[number]} row
 */
function drawRow(element, { text, right, bars }) {
  const document = element.ownerDocument;
  assign(element, { "data-right": right });
  setText(first(element), right ? `${text} ✓` : text);
  keyed(
    last(element),
    bars.map((bar) => [bar.round, bar]),
    () => html(document, "p", { class: "bar" }, html(document, "i"), html(document, "b"), html(document, "span")),
    (bar, { count, share, percent, last: isLast, round }) => {
      assign(bar, { "data-last": isLast });
      first(bar).style.setProperty("--share", String(share));
      setText(bar.children[1], count);
      setText(last(bar), bars.length > 1 ? `${percent} % in round ${round}` : `${percent} %`);
    },
  );
}
