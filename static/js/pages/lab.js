// The lab page. <lab-session> comes first, so that the views find it when they wake.

import { find } from "../lib/dom.js";
import "../run/lab-session.js";
import "../views.js";
import "../controls/node-controls.js";
import "../controls/message-menu.js";
import "../controls/node-menu.js";
import "../controls/lab-toolbar.js";
import "../controls/operation-form.js";
import "../controls/run-list.js";
import "../run/replay-progress.js";
import "../controls/lab-guide.js";
import "../controls/lab-dock.js";
import "../run/toast-stack.js";
import "../run/connection-state.js";
import { wireDialogs } from "../lib/dialogs.js";
import { wireGlossary } from "../lib/glossary.js";
import { listenForKeys } from "../controls/lab-keyboard.js";
import { wireInstruments } from "../controls/instruments.js";
import { wireProjector } from "../controls/projector.js";
import { loadWhenNeeded } from "../run/lazy-elements.js";
import { fillMoment, momentOf } from "../run/share-moment.js";
import { wireRunViews } from "../controls/run-views.js";
import { showReplays } from "../run/replay-shows.js";
import { wireTabs } from "../lib/tabs.js";

const { session } = find(document, "lab-session");
listenForKeys(document, session);
fillMoment(document, () => momentOf(session));
wireDialogs(document);
wireGlossary(document);
wireProjector(document);
wireRunViews(document);
wireTabs(document);
wireInstruments(document);
loadWhenNeeded(document, session);
showReplays(session);
