// The home page.

import "../cluster/demo-cluster.js";
import "../cluster/view.js";
