// The panels of a run that is judged by invariants.

import "./invariant-board.js";
import "./valence-panel.js";
import "../controls/crash-points.js";
