// What the browser remembers for this page. Where it may not remember anything (a page framed by another site), nothing is remembered, and
// nothing breaks.

const NOWHERE = { getItem: () => null, setItem: () => undefined };

/** The window's own storage, or one that forgets. */
export function storageOf(page) {
  try {
    return page.localStorage ?? NOWHERE;
  } catch {
    return NOWHERE;
  }
}
