// The time zone of this browser goes with the form that makes a class.

import { find } from "../lib/dom.js";

find(document.body, "[data-time-zone]", HTMLInputElement).value = Intl.DateTimeFormat().resolvedOptions().timeZone;
