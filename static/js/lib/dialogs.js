// Buttons that open a dialog (`data-opens`), dialogs that close on their cross or a click outside, and text to copy (`data-copy`).

/** Wire the page's dialogs. */
export function wireDialogs(document) {
  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    if (target.closest("[data-closes]") || target.matches("dialog")) target.closest("dialog").close();
    const copied = target.closest("[data-copy]");
    if (copied) copy(document, copied);
  });
}

async function copy(document, button) {
  const { copy: given } = button.dataset;
  const text = given.startsWith("<") ? given : new URL(given, document.location.href).href;
  await document.defaultView.navigator.clipboard?.writeText(text);
  button.textContent = "Copied";
}
