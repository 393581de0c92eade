// What the judge says of each model, and why.

import "./verdict-lattice.js";
import "./verdict-reason.js";
