// Reads operations from standard input, prints each as the page says it.
// Run by tests/labs/test_narration.py, which compares that with what events say.

import { operationText } from "../../../static/js/lib/format.js";

let text = "";
for await (const chunk of process.stdin) text += chunk;
process.stdout.write(JSON.stringify(JSON.parse(text).map(operationText)));
