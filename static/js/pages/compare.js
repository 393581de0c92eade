// The page with runs side by side.

import { find, listen } from "../lib/dom.js";
import "../run/recorded-run.js";
import "../controls/compare-runs.js";
import "../cluster/view.js";
import "../controls/lab-transport.js";
import "../diagram/space-time.js";
import "../panels/merge-panel.js";
import "../panels/growth-chart.js";
import "../panels/law-panel.js";
import "../panels/invariant-list.js";
import "../panels/verdict-chips.js";
import "../controls/tick-some.js";
import { wireDialogs } from "../lib/dialogs.js";
import { listenForKeys } from "../controls/lab-keyboard.js";
import { comparisonOf, fillMoment } from "../run/share-moment.js";

wireDialogs(document);
fillMoment(document, () => comparisonOf(find(document, "compare-runs")));
listen(document, "compare-ready", ({ target }) =>
  listenForKeys(document, /** @type {import("../controls/compare-runs.js").CompareRuns} */ (target).session),
);
