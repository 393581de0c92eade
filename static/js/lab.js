// The lab page. <lab-session> comes first, so that the views find it when they wake.

import "./lab-session.js";
import "./views.js";
import "./node-controls.js";
import "./message-menu.js";
import "./node-menu.js";
import "./lab-toolbar.js";
import "./operation-form.js";
import "./sibling-panel.js";
import "./text-editor.js";
import "./run-list.js";
import "./replay-progress.js";
import "./dials-form.js";
import "./crash-points.js";
import "./faults-panel.js";
import "./first-steps.js";
import "./toast-stack.js";
import "./connection-state.js";
import { wireDialogs } from "./dialogs.js";
import { wireGlossary } from "./glossary.js";
import { listenForKeys } from "./lab-keyboard.js";
import { wireProjector } from "./projector.js";
import { fillMoment, momentOf } from "./share-moment.js";
import { wireRunViews } from "./run-views.js";
import { wireTabs } from "./tabs.js";

const { session } = document.querySelector("lab-session");
listenForKeys(document, session);
fillMoment(document, () => momentOf(session));
wireDialogs(document);
wireGlossary(document);
wireProjector(document);
wireRunViews(document);
wireTabs(document);
