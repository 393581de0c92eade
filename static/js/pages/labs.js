// The catalogue: a saved run that is dropped on it is opened.

import { find } from "../lib/dom.js";
import { takeDroppedFiles } from "../lib/dropped-files.js";

const form = find(document, ".open-file", HTMLFormElement);
takeDroppedFiles(document, find(form, "[name=file]", HTMLInputElement), () => form.requestSubmit());
