// The matrix: the filter answers at once, and a line tells of the cell that is pointed at or focused.

import { find, listen, setText } from "../lib/dom.js";

const filter = find(document, ".matrix-filter", HTMLFormElement);
const told = find(document, ".matrix-told");
const atFirst = told.textContent ?? "";

listen(filter, "change", () => filter.requestSubmit());
for (const kind of /** @type {const} */ (["pointerover", "focusin"])) {
  listen(find(document, ".matrix"), kind, ({ target }) => {
    setText(told, target.closest("[data-told]")?.dataset.told ?? atFirst);
  });
}
