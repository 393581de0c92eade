"""Counts what somebody who looks at a page has in sight, as JavaScript to evaluate there."""

IN_SIGHT = """
const inSight = (element) => {
  if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return false;
  const { width, height, top, left, bottom, right } = element.getBoundingClientRect();
  return width > 0 && height > 0 && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
};
const wordsInSight = (root) => {
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const words = [];
  while (texts.nextNode()) {
    const around = texts.currentNode.parentElement;
    if (!inSight(around) || around.closest(".visually-hidden, script, style, option")) continue;
    words.push(...(texts.currentNode.data.match(/\\S*[\\p{L}\\p{N}]\\S*/gu) ?? []));
  }
  return words;
};
"""

CONTROLS = "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [tabindex='0']"

COUNTS = f"""() => {{
  {IN_SIGHT}
  const controls = [...document.querySelectorAll("{CONTROLS}")].filter(inSight);
  return [controls.length, wordsInSight(document.body).length];
}}"""
"""How many controls and how many words are in sight."""

WORDS = f"""() => {{
  {IN_SIGHT}
  return wordsInSight(document.querySelector("main"));
}}"""
"""The words in sight that are the page's own, without its header."""
