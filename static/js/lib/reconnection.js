// When to try again after a lost connection, and what a close code means in words. Pure.

const FIRST_MS = 300;
const LONGEST_MS = 8000;
/** @type {Record<number, number>} */
const AFTER_MS = { 4423: 30_000, 4429: 5_000 };

const MOVED = 4412;
const MOVED_SPREAD_MS = 1000;

/** The close code that says that the page's rights have changed. Only a snapshot says what it may do now. */
export const CHANGED = 4409;

/** @type {Record<number, string>} */
const WORDS = {
  1009: "A message was larger than the server accepts.",
  4404: "This lab does not exist, or is not yours, or its link was revoked.",
  4408: "The server heard nothing from this page for too long.",
  [CHANGED]: "Your rights here have changed.",
  4410: "This run was made by an earlier version of the simulation. Reload the page to see it as it was recorded.",
  [MOVED]: "Another server process has taken this lab over.",
  4413: "The server processes cannot reach each other now. Labs that are open elsewhere have to wait.",
  4423: "So many follow this lab already that there is no room for another page. This one tries again now and then.",
  4429: "This page sent too many commands at once.",
  4500: "The server could not go on with this lab.",
  4503: "The server cannot store anything now: its disk is full, read-only or damaged. Tell whoever runs it.",
};

/**
 * The pause before attempt number `attempt` (from 0): doubling, with jitter, so that a class does not return in one wave.
 * The pages of a server process that ends come back within a second more.
 *
 * @param {number} attempt
 * @param {number} code Why the connection ended.
 * @param {number} random From 0 to 1.
 */
export function pauseMs(attempt, code, random) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  const spread = code === MOVED ? MOVED_SPREAD_MS * random : 0;
  return Math.round(ceiling / 2 + (ceiling / 2) * random + spread) + (AFTER_MS[code] ?? 0);
}

/**
 * Return whether trying again cannot help.
 *
 * @param {number} code
 */
export const isFinal = (code) => code === 4404 || code === 4410;

/**
 * Why a connection ended.
 *
 * @param {number} code
 */
export const closeWords = (code) => WORDS[code] ?? "The connection was lost.";
