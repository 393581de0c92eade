// A double click on a button means one click: the second is swallowed, so that nothing is sent twice. Buttons that are meant to be
// pressed in quick succession say `data-repeats`.

import { listen } from "./dom.js";

/**
 * Return whether a click is one too many. The count of a click from the keyboard is 0.
 *
 * @param {{ detail: number, target: Element }} click
 */
export const isSecond = ({ detail, target }) => detail > 1 && Boolean(target.closest("button:not([data-repeats])"));

/**
 * Watch all buttons of a page.
 *
 * @param {Document} document
 */
export function ignoreSecondClicks(document) {
  /** @param {Targeted<MouseEvent>} event */
  const swallow = (event) => {
    if (!isSecond(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  listen(document, "click", swallow, { capture: true });
}
