// What is inside a node's state, as rows of its inspector. Pure.

/** @typedef {[name: string, value: string, extra: string, differs?: boolean]} Row */

/**
 * @param {number} count
 * @param {string} what
 */
const plural = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

/**
 * By key: the value with what its state weighs, the naive version beside it, what waits to take effect, then every slot. Rows are [name, value, extra, differs].
 *
 * @param {Record<string, Inside> | undefined} inside
 * @returns {Row[]}
 */
export function insideRows(inside) {
  return Object.entries(inside ?? {}).flatMap(([key, state]) => rowsOf(key, state));
}

/**
 * @param {string} key
 * @param {Inside} state
 * @returns {Row[]}
 */
function rowsOf(key, state) {
  /** @type {Row[]} */
  const waiting = (state.waiting ?? []).map(([name, update, why]) => [`${key} · waits ${name}`, update, why]);
  /** @type {Row[]} */
  const slots = state.slots.map(([kind, name, content]) => [`${key} · ${kind} ${name}`, content, ""]);
  /** @type {Row[]} */
  const more = state.slots_more ? [[`${key} · more`, plural(state.slots_more, "slot"), ""]] : [];
  return [
    [key, state.value, `${plural(state.bytes, "byte")}, ${plural(state.tombstones, "tombstone")}`],
    ...twinRows(key, state.twin),
    ...waiting,
    ...slots,
    ...more,
  ];
}

const SHOWN = /^(store|twin)\//;

/**
 * Return the other durable parts as [name, value] pairs, without the states that `insideRows` shows.
 *
 * @param {Pick<NodeState, "inside" | "durable">} node
 */
export function durableBeside({ inside, durable }) {
  const shown = Object.keys(inside ?? {}).length > 0;
  return Object.entries(durable).filter(([name]) => !shown || !SHOWN.test(name));
}

/**
 * @param {string} key
 * @param {Inside["twin"]} twin
 * @returns {Row[]}
 */
function twinRows(key, twin) {
  return twin
    ? [[`${key} · naive version`, twin.value, twin.differs ? `differs: ${twin.title}` : twin.title, twin.differs]]
    : [];
}
