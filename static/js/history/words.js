// What stands below the diagram of a history, in words. Pure.

import { shortened } from "../lib/format.js";

const SAID_CHARS_MAX = 200;
const INVITATION = "Choose an operation. Drag to move, zoom with the wheel or the buttons.";
const MERGED =
  "There are more operations than pixels here: where bars would be too narrow they are drawn as one. Zoom in to see each.";
/** @type {Record<string, string>} */
const OUTCOMES = {
  ok: "completed",
  info: "its outcome is unknown",
  fail: "failed, it did not happen",
  open: "its outcome is unknown",
};

/**
 * An operation in a sentence: what it did, how it ended, where it stands in the file.
 *
 * @param {import("./model.js").JudgedOperation} operation
 */
export function operationSentence({ name, process, said, status, line }) {
  const short = shortened(said, SAID_CHARS_MAX);
  return `${name} of session ${process}: ${short}; ${OUTCOMES[status] ?? status}. Line ${line.toLocaleString("en")} of the file.`;
}

/**
 * Return a sentence on what is in view, and what can be done with it. `merged`: some bars are drawn as one.
 *
 * @param {import("./model.js").View} view
 * @param {boolean} merged
 */
export function viewSentence({ count, hidden }, merged) {
  if (hidden === 0) return merged ? MERGED : INVITATION;
  return `${count.toLocaleString("en")} operation${count === 1 ? " is" : "s are"} shown, ${hidden.toLocaleString("en")} others are hidden.`;
}
