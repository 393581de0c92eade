// The page of a judged history: its elements, the host first.

import "../history/judged-history.js";
import "../history/lattice.js";
import "../history/reason.js";
import "../history/diagram.js";
import "../history/table.js";
import "../history/key-filter.js";
import "../history/hand-order.js";
import { wireDialogs } from "../lib/dialogs.js";
import { find } from "../lib/dom.js";
import { wireDrop } from "../history/drop-file.js";
import { wireCopying } from "../history/judged-share.js";
import { wireProjector } from "../controls/projector.js";

const another = find(document, "#another", HTMLDialogElement);

wireDialogs(document);
wireDrop(find(another, "form", HTMLFormElement), () => another.open || another.showModal());
wireCopying(document);
wireProjector(document);
