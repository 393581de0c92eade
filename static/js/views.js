// The views of a run: what any page with a session can show of it.

import "./cluster-view.js";
import "./cluster-stage.js";
import "./node-actions.js";
import "./node-inspector.js";
import "./lab-transport.js";
import "./space-time.js";
import "./operations-list.js";
import "./event-log.js";
import "./clock-panel.js";
import "./merge-panel.js";
import "./law-panel.js";
import "./growth-chart.js";
import "./stale-callout.js";
import "./invariant-board.js";
import "./valence-panel.js";
import "./verdict-lattice.js";
import "./verdict-reason.js";
import "./lab-announcer.js";
