// Placing popovers. Coordinates are set through the style object, which the content security policy allows.

import { query, windowOf } from "./dom.js";

/**
 * Put a popover beside a rectangle, within the window.
 *
 * @param {HTMLElement} popover
 * @param {DOMRect} box
 */
export function showNear(popover, box) {
  popover.showPopover();
  const { innerWidth, innerHeight } = windowOf(popover);
  const { width, height } = popover.getBoundingClientRect();
  const right = box.right + 10 + width < innerWidth;
  popover.style.left = `${Math.max(8, Math.min(innerWidth - width - 8, right ? box.right + 10 : box.left - width - 10))}px`;
  popover.style.top = `${Math.max(8, Math.min(innerHeight - height - 8, box.top + box.height / 2 - height / 2))}px`;
  query(popover, "button, input")?.focus();
}
