// Folding what an event changes into a view. Pure. Objects along a path are copied, so a view that was handed out never changes
// behind its reader, and views of different moments share what is the same in both.

/**
 * `view` with one `set` entry applied: a path and a new value, or a path alone, which deletes.
 *
 * @param {Json} view
 * @param {SetEntry} entry
 * @returns {Json}
 */
export function fold(view, [path, ...value]) {
  const [step, ...rest] = path;
  const copy = Array.isArray(view) ? [...view] : { ...view };
  if (rest.length > 0) copy[step] = fold(view?.[step] ?? {}, [rest, ...value]);
  else if (value.length > 0) copy[step] = value[0];
  else delete copy[step];
  return copy;
}
