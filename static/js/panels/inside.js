// What is inside a node's state, as rows of its inspector. Pure.

const plural = (count, what) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** By key: the value with what its state weighs, the naive twin beside it, what waits to take effect, then every slot. Rows are [name, value, extra, differs]. */
export function insideRows(inside) {
  return Object.entries(inside ?? {}).flatMap(([key, state]) => [
    [key, state.value, `${plural(state.bytes, "byte")}, ${plural(state.tombstones, "tombstone")}`],
    ...twinRows(key, state.twin),
    ...(state.waiting ?? []).map(([name, update, why]) => [`${key} · waits ${name}`, update, why]),
    ...state.slots.map(([kind, name, content]) => [`${key} · ${kind} ${name}`, content, ""]),
    ...(state.slots_more ? [[`${key} · more`, plural(state.slots_more, "slot"), ""]] : []),
  ]);
}

const SHOWN = /^(store|twin)\//;

/** What is durable beside that: [name, value] pairs, without the states that are shown from within. */
export function durableBeside({ inside, durable }) {
  const shown = Object.keys(inside ?? {}).length > 0;
  return Object.entries(durable).filter(([name]) => !shown || !SHOWN.test(name));
}

function twinRows(key, twin) {
  return twin
    ? [[`${key} · naive twin`, twin.value, twin.differs ? `differs: ${twin.title}` : twin.title, twin.differs]]
    : [];
}
