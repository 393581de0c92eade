// The printable page of a run.

import "../run/recorded-run.js";
import "../diagram/print-run.js";

document.addEventListener("click", ({ target }) => target.closest("[data-print]") && window.print());
