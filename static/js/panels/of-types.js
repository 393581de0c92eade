// The panels of a run whose keys hold a convergent type.

import "./merge-panel.js";
import "./law-panel.js";
import "./growth-chart.js";
