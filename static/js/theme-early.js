// Runs before the first paint, so that a chosen theme does not flash: the only script that is not a module.
try {
  const chosen = localStorage.getItem("lightcone.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // A page framed by another site may not remember anything: then the theme is the system's.
}
