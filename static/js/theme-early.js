// Runs before the first paint, so that a chosen theme does not flash: the only script that is not a module.
{
  const chosen = localStorage.getItem("lightcone.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
}
