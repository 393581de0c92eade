// The home page. Its cluster is a recording until the visitor takes it over; then it is a lab of theirs, right there.

import { listen } from "../lib/dom.js";
import "../cluster/demo-cluster.js";
import "../cluster/view.js";

listen(document, "click", async ({ target }) => {
  if (!target.closest("[data-act=live]")) return;
  const { goLive } = await import("../watching/home-live.js");
  await goLive(document);
});
