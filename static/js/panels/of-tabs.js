// The panels of the tabs that are not shown at first.

import "./operations-list.js";
import "./clock-panel.js";
import "../controls/faults-panel.js";
