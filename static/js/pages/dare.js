// The dare of the day.

import { wireDialogs } from "../lib/dialogs.js";

wireDialogs(document);
