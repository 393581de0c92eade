// The printable page of a run.

import "./recorded-run.js";
import "./print-run.js";

document.addEventListener("click", ({ target }) => target.closest("[data-print]") && window.print());
