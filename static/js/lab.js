// The lab page. <lab-session> comes first, so that the views find it when they wake.

import "./lab-session.js";
import "./cluster-view.js";
import "./node-controls.js";
import "./message-menu.js";
import "./node-menu.js";
import "./cluster-stage.js";
import "./node-actions.js";
import "./lab-toolbar.js";
import "./lab-transport.js";
import "./operation-form.js";
import "./run-list.js";
import "./replay-progress.js";
import "./dials-form.js";
import "./faults-panel.js";
import "./node-inspector.js";
import "./operations-list.js";
import "./event-log.js";
import "./stale-callout.js";
import "./verdict-lattice.js";
import "./verdict-reason.js";
import "./first-steps.js";
import "./lab-announcer.js";
import "./toast-stack.js";
import "./connection-state.js";
import { wireDialogs } from "./dialogs.js";
import { wireGlossary } from "./glossary.js";
import { listenForKeys } from "./lab-keyboard.js";
import { wireProjector } from "./projector.js";
import { wireTabs } from "./tabs.js";

listenForKeys(document, document.querySelector("lab-session").session);
wireDialogs(document);
wireGlossary(document);
wireProjector(document);
wireTabs(document);
