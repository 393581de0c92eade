// Folds recorded runs as the page does: reads [{view, events, run}] from standard input, prints each final view.
// Run by tests/labs/test_browser_fold.py, which compares them with the server's own.

import { Store } from "../../../static/js/run/store.js";

let text = "";
for await (const chunk of process.stdin) text += chunk;
const views = JSON.parse(text).map(({ snapshot, frames }) => {
  const store = new Store();
  store.replace(snapshot);
  for (const frame of frames) if (!store.apply(frame)) throw new Error(`a frame did not follow: ${frame.seq}`);
  return store.view;
});
process.stdout.write(JSON.stringify(views));
