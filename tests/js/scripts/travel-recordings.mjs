// Goes to moments of recorded runs as the page does: reads [{recording, seqs}] from standard input, prints the view at each, in that order.
// Run by tests/labs/test_browser_fold.py, which compares them with the server's own.

import { History } from "../../../static/js/run/history.js";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const views = JSON.parse(text).map(({ recording, seqs }) => {
  const history = new History();
  history.start(recording);
  return seqs.map((seq) => history.at(seq).view);
});
process.stdout.write(JSON.stringify(views));
