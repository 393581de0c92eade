// Tabs (`role=tablist`): arrow keys move between them, each shows the panel it controls. Works on what the server rendered.

function select(tab) {
  for (const other of tab.closest("[role=tablist]").querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    other.ownerDocument.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
}

function step(tab, by) {
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs.at((tabs.indexOf(tab) + by) % tabs.length);
  select(next);
  next.focus();
}

/** Wire all tabs of a page. */
export function wireTabs(document) {
  document.addEventListener("click", ({ target }) => target.closest("[role=tab]") && select(target.closest("[role=tab]")));
  document.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !event.target.matches("[role=tab]")) return;
    event.preventDefault();
    step(event.target, by);
  });
}
