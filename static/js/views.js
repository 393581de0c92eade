// The views of a run: what any page with a session can show of it.

import "./cluster/view.js";
import "./cluster/stage.js";
import "./controls/node-actions.js";
import "./panels/node-inspector.js";
import "./controls/lab-transport.js";
import "./diagram/space-time.js";
import "./panels/operations-list.js";
import "./panels/event-log.js";
import "./panels/clock-panel.js";
import "./panels/merge-panel.js";
import "./panels/law-panel.js";
import "./panels/growth-chart.js";
import "./panels/stale-callout.js";
import "./panels/invariant-board.js";
import "./panels/valence-panel.js";
import "./panels/verdict-lattice.js";
import "./panels/verdict-reason.js";
import "./run/lab-announcer.js";
