// The home page.

import "./demo-cluster.js";
import "./cluster-view.js";
