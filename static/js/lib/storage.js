// What the browser remembers for this page. Where it may not remember anything (a page framed by another site), nothing is remembered, and
// nothing breaks.

/** @typedef {{ getItem(name: string): string | null, setItem(name: string, value: string): void }} Store Part of `Storage`. */

/** @type {Store} */
const NOWHERE = { getItem: () => null, setItem: () => undefined };

/**
 * The window's own storage, or one that forgets.
 *
 * @param {Page} page
 * @returns {Store}
 */
export function storageOf(page) {
  try {
    return page.localStorage ?? NOWHERE;
  } catch {
    return NOWHERE;
  }
}
