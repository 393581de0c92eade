// Moments of a class, by the clocks of this browser: the server writes them by those of the class.

import { queryAll, setText, windowOf } from "./dom.js";

/** @type {Intl.DateTimeFormatOptions} */
const SHOWN = {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
};

/**
 * Write the moments under an element as the clocks of this browser show them, with the name of the time zone.
 *
 * @param {HTMLElement} root
 */
export function showLocalTimes(root) {
  const format = new (windowOf(root).Intl.DateTimeFormat)("en-GB", SHOWN);
  for (const time of queryAll(root, "time[data-moment]"))
    setText(time, format.format(new Date(time.getAttribute("datetime") ?? "")));
}
