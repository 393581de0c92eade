// Reads the runs of texts from standard input, prints each text and the identities of its characters as the page reads them.
// Run by tests/labs/test_shared_text.py, which compares them with the type's own.

import { charactersOf, textOf } from "../../../static/js/text/tree.js";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const read = JSON.parse(text).map((runs) => [textOf(charactersOf(runs)), charactersOf(runs).map(({ id }) => id)]);
process.stdout.write(JSON.stringify(read));
