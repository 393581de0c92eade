// Making and updating elements without rebuilding what is already there. The document is passed in.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** Set, change or (null, undefined, false) remove an attribute; nothing happens if it is so already. */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value === true ? "" : value)) {
    node.setAttribute(name, value === true ? "" : value);
  }
}

/** Set several attributes. */
export function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
}

/** An HTML element. */
export const html = (document, tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

/** An SVG element. */
export const svg = (document, tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/** Set an element's text, if it differs. A text that is there is changed in place, so that no rule about children is looked at. */
export function setText(node, text) {
  const { firstChild: only } = node;
  const words = String(text ?? "");
  if (node.textContent === words) return;
  if (words && only?.nodeType === 3 && !only.nextSibling) only.data = words;
  else node.textContent = words;
}

const kept = new WeakMap();

/**
 * Make `parent`'s children match `entries` ([key, datum] pairs, in order), keeping the element of each key that stays.
 * `create(datum, key)` makes one, `update(element, datum, key)` is called for each.
 */
export function keyed(parent, entries, create, update) {
  const old = kept.get(parent) ?? new Map();
  const now = new Map();
  let before = null;
  for (const [key, datum] of entries) {
    const element = old.get(key) ?? create(datum, key);
    now.set(key, element);
    update?.(element, datum, key);
    const place = before ? before.nextSibling : parent.firstChild;
    if (element !== place) parent.insertBefore(element, place);
    before = element;
  }
  for (const [key, element] of old) if (!now.has(key)) element.remove();
  kept.set(parent, now);
  return now;
}

/** Fill a `<select>` with options, keeping what was chosen if it is still there. */
export function setOptions(select, options) {
  const signature = JSON.stringify(options);
  if (select.dataset.options === signature) return;
  const chosen = select.value;
  select.dataset.options = signature;
  select.replaceChildren(...options.map(([value, label]) => html(select.ownerDocument, "option", { value }, label)));
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}
