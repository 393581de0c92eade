// Finding, making and updating elements without rebuilding what is already there. The document is passed in.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {string | number | boolean | null | undefined} AttributeValue What an attribute may be set to; null, undefined and false remove it. */

/** @typedef {Record<string, AttributeValue>} Attributes */

/** @typedef {Node | string | null | undefined} Child */

/**
 * Return `value`. Throw an error that names `what` if it is null or undefined.
 *
 * @template T
 * @param {T | null | undefined} value
 * @param {string} what
 * @returns {T}
 */
export function present(value, what) {
  if (value === null || value === undefined) throw new Error(`This page has no ${what}.`);
  return value;
}

/**
 * Return the first element within `root` that matches, or null. Throw if it is not of the class `kind`.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @overload
 * @param {ParentNode} root
 * @param {K} selector
 * @returns {HTMLElementTagNameMap[K] | null}
 */
/**
 * @template {Element} [T=HTMLElement]
 * @overload
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T | null}
 */
/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Element} [kind]
 */
export function query(root, selector, kind) {
  const found = root.querySelector(selector);
  if (found && kind && !(found instanceof kind)) throw new Error(`${selector} is not a ${kind.name}.`);
  return found;
}

/**
 * Return the first element within `root` that matches. Throw if there is none, or if it is not of the class `kind`.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @overload
 * @param {ParentNode} root
 * @param {K} selector
 * @returns {HTMLElementTagNameMap[K]}
 */
/**
 * @template {Element} [T=HTMLElement]
 * @overload
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T}
 */
/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Element} [kind]
 */
export function find(root, selector, kind) {
  return present(kind ? query(root, selector, kind) : query(root, selector), selector);
}

/**
 * Return every element within `root` that matches, in order.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @overload
 * @param {ParentNode} root
 * @param {K} selector
 * @returns {HTMLElementTagNameMap[K][]}
 */
/**
 * @template {Element} [T=HTMLElement]
 * @overload
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} [kind]
 * @returns {T[]}
 */
/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => Element} [kind]
 */
export function queryAll(root, selector, kind) {
  const found = [...root.querySelectorAll(selector)];
  if (kind && !found.every((each) => each instanceof kind))
    throw new Error(`${selector} is not always a ${kind.name}.`);
  return found;
}

/**
 * Return the children of an element.
 *
 * @param {Element} element
 * @returns {HTMLElement[]}
 */
export const childrenOf = (element) => /** @type {HTMLElement[]} */ ([...element.children]);

/**
 * Return a field of a form by its name. Throw if there is none.
 *
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement}
 */
export const fieldOf = (form, name) => /** @type {HTMLInputElement} */ (present(form.elements.namedItem(name), name));

/**
 * Return the first child of an element. Throw if it has none.
 *
 * @param {Element} element
 * @returns {HTMLElement}
 */
export const first = (element) =>
  /** @type {HTMLElement} */ (present(element.firstElementChild, `child in ${element.tagName}`));

/**
 * Return the last child of an element. Throw if it has none.
 *
 * @param {Element} element
 * @returns {HTMLElement}
 */
export const last = (element) =>
  /** @type {HTMLElement} */ (present(element.lastElementChild, `child in ${element.tagName}`));

/**
 * Return the window that a document, or the document of an element, is shown in.
 *
 * @param {Node} node
 * @returns {Page}
 */
export function windowOf(node) {
  const document = /** @type {Document} */ (node.ownerDocument ?? node);
  return present(document.defaultView, "window");
}

/**
 * Listen for an event. Return a function that stops it.
 *
 * @template {keyof EventMap} K
 * @param {EventTarget} target
 * @param {K} type
 * @param {(event: Targeted<EventMap[K]>) => unknown} listener
 * @param {AddEventListenerOptions | boolean} [options]
 * @returns {() => void}
 */
export function listen(target, type, listener, options) {
  const heard = /** @type {EventListener} */ (/** @type {unknown} */ (listener));
  target.addEventListener(type, heard, options);
  return () => target.removeEventListener(type, heard, options);
}

/**
 * @template {Element} T
 * @param {T} node
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {T}
 */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * Set, change or (null, undefined, false) remove an attribute; nothing happens if it is so already.
 *
 * @param {Element} node
 * @param {string} name
 * @param {AttributeValue} value
 */
export function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) {
    if (node.hasAttribute(name)) node.removeAttribute(name);
  } else {
    const words = value === true ? "" : String(value);
    if (node.getAttribute(name) !== words) node.setAttribute(name, words);
  }
}

/**
 * Set several attributes.
 *
 * @param {Element} node
 * @param {Attributes} attributes
 */
export function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
}

/**
 * Return a new HTML element.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {Document} document
 * @param {K} tag
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export const html = (document, tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

/**
 * Return a new SVG element.
 *
 * @template {keyof SVGElementTagNameMap} K
 * @param {Document} document
 * @param {K} tag
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {SVGElementTagNameMap[K]}
 */
export const svg = (document, tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/**
 * Set an element's text, if it differs. A text that is there is changed in place, so that no rule about children is looked at.
 *
 * @param {Element} node
 * @param {string | number | null | undefined} text
 */
export function setText(node, text) {
  const { firstChild: only } = node;
  const words = String(text ?? "");
  if (node.textContent === words) return;
  if (words && only?.nodeType === 3 && !only.nextSibling) only.nodeValue = words;
  else node.textContent = words;
}

/** @type {WeakMap<Element, Map<unknown, any>>} */
const kept = new WeakMap();

/**
 * Make `parent`'s children match `entries` ([key, datum] pairs, in order), keeping the element of each key that stays.
 * `create(datum, key)` makes one, `update(element, datum, key)` is called for each. Return the elements by their keys.
 *
 * @template K, D
 * @template {Element} E
 * @param {Element} parent
 * @param {Iterable<[K, D]>} entries
 * @param {(datum: D, key: K) => E} create
 * @param {(element: E, datum: D, key: K) => unknown} [update]
 * @returns {Map<K, E>}
 */
export function keyed(parent, entries, create, update) {
  /** @type {Map<K, E>} */
  const old = kept.get(parent) ?? new Map();
  /** @type {Map<K, E>} */
  const now = new Map();
  /** @type {E | null} */
  let before = null;
  for (const [key, datum] of entries) {
    const element = old.get(key) ?? create(datum, key);
    now.set(key, element);
    update?.(element, datum, key);
    /** @type {ChildNode | null} */
    const place = before ? before.nextSibling : parent.firstChild;
    if (element !== place) parent.insertBefore(element, place);
    before = element;
  }
  for (const [key, element] of old) if (!now.has(key)) element.remove();
  kept.set(parent, now);
  return now;
}

/**
 * Return options whose labels are their values.
 *
 * @param {string[]} names
 * @returns {[value: string, label: string][]}
 */
export const sameLabels = (names) => names.map((name) => [name, name]);

/**
 * Fill a `<select>` or a `<datalist>` with options ([value, label] pairs), keeping what was chosen if it is still there.
 *
 * @param {HTMLSelectElement | HTMLDataListElement} list
 * @param {[value: string, label: string][]} options
 */
export function setOptions(list, options) {
  const signature = JSON.stringify(options);
  if (list.dataset.options === signature) return;
  const chosen = "value" in list ? list.value : "";
  list.dataset.options = signature;
  list.replaceChildren(...options.map(([value, label]) => html(list.ownerDocument, "option", { value }, label)));
  if ("value" in list && options.some(([value]) => value === chosen)) list.value = chosen;
}
