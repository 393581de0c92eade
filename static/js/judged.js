// The page of a judged history: its elements, the host first.

import "./page.js";
import "./judged-history.js";
import "./history-lattice.js";
import "./history-reason.js";
import "./history-diagram.js";
import "./history-table.js";
import "./key-filter.js";
import "./hand-order.js";
import { wireDialogs } from "./dialogs.js";
import { wireCopying } from "./judged-share.js";
import { wireProjector } from "./projector.js";

wireDialogs(document);
wireCopying(document);
wireProjector(document);
