// The page with runs side by side.

import "./recorded-run.js";
import "./compare-runs.js";
import "./cluster-view.js";
import "./lab-transport.js";
import "./space-time.js";
import "./merge-panel.js";
import "./growth-chart.js";
import "./law-panel.js";
import "./invariant-list.js";
import "./verdict-chips.js";
import "./mode-choice.js";
import { wireDialogs } from "./dialogs.js";
import { listenForKeys } from "./lab-keyboard.js";
import { comparisonOf, fillMoment } from "./share-moment.js";

wireDialogs(document);
fillMoment(document, () => comparisonOf(document.querySelector("compare-runs")));
document.addEventListener("compare-ready", ({ target }) => listenForKeys(document, target.session));
