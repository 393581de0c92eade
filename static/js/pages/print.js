// The printable page of a run.

import { listen } from "../lib/dom.js";
import "../run/recorded-run.js";
import "../diagram/print-run.js";

listen(document, "click", ({ target }) => target.closest("[data-print]") && window.print());
