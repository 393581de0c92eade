// A shared text as a tree (RGA): each character is a vertex with an identity and the vertex that it was typed after. Pure.
//
// 1. It arrives by runs: characters of one replica at consecutive times, each typed after the one before.
// 2. It is read from the root: first a vertex, then what was typed after it, the latest first. Deleted ones keep their place.
// 3. For drawing it is folded into rows: a row goes on until there are several characters typed after one; each of those begins a
//    row of its own, one level deeper. Read from top to bottom, the rows are the line.

/**
 * @param {Character} one
 * @param {Character} other
 */
const byLatest = (one, other) => other.time - one.time || (one.replica < other.replica ? 1 : -1);

/**
 * A character: its identity, the identity that it was typed after, and those of all that were typed at that place.
 *
 * @typedef {object} Character
 * @property {string} id
 * @property {number} time
 * @property {string} replica
 * @property {string} parent
 * @property {string} character
 * @property {boolean} deleted
 * @property {string[]} siblings
 */

/** @typedef {{ level: number, parent: string, siblings: string[], characters: Character[] }} Row */

/**
 * Every character as the tree is read: {id, time, replica, parent, character, deleted, siblings: identities typed at that place}.
 *
 * @param {TextRun[]} runs
 */
export function charactersOf(runs) {
  /** @type {Map<string, Character[]>} */
  const typedAfter = new Map();
  for (const run of runs) {
    for (const character of ofRun(run))
      typedAfter.set(character.parent, [...(typedAfter.get(character.parent) ?? []), character]);
  }
  for (const children of typedAfter.values()) {
    children.sort(byLatest);
    for (const child of children) child.siblings = children.map(({ id }) => id);
  }
  /** @type {Character[]} */
  const reading = [];
  const waiting = [...(typedAfter.get("") ?? [])].reverse();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    reading.push(next);
    waiting.push(...[...(typedAfter.get(next.id) ?? [])].reverse());
  }
  return reading;
}

/** @param {TextRun} run */
function ofRun([time, replica, parent, text, deleted]) {
  /** @param {number} i */
  const id = (i) => (i < 0 ? parent : `${time + i}.${replica}`);
  return Array.from(text, (character, i) => ({
    id: id(i),
    time: time + i,
    replica,
    parent: id(i - 1),
    character,
    deleted: deleted.includes(i),
    siblings: [],
  }));
}

/**
 * Return the text that is shown: the characters that are not deleted.
 *
 * @param {Character[]} characters
 */
export const textOf = (characters) =>
  characters
    .filter(({ deleted }) => !deleted)
    .map(({ character }) => character)
    .join("");

/**
 * The rows of a tree: {level, parent, siblings, characters}.
 *
 * @param {Character[]} characters
 */
export function rowsOf(characters) {
  /** @type {Row[]} */
  const rows = [];
  /** @type {Map<string, Row>} */
  const rowOf = new Map();
  for (const character of characters) {
    const row = rowOf.get(character.parent);
    if (row && character.siblings.length === 1) row.characters.push(character);
    else
      rows.push({
        level: row ? row.level + 1 : 0,
        parent: character.parent,
        siblings: character.siblings,
        characters: [character],
      });
    rowOf.set(character.id, character.siblings.length === 1 && row ? row : rows[rows.length - 1]);
  }
  return rows;
}

/**
 * A row cut into lines of at most so many characters.
 *
 * @param {Row} row
 * @param {number} columns
 */
export function linesOf({ level, characters }, columns) {
  const room = Math.max(4, columns - level);
  return Array.from({ length: Math.ceil(characters.length / room) }, (_, i) =>
    characters.slice(i * room, (i + 1) * room),
  );
}

/**
 * Neighbouring characters that one replica typed.
 *
 * @param {Character[]} characters
 * @returns {[replica: string, characters: Character[]][]}
 */
export function byReplica(characters) {
  /** @type {[string, Character[]][]} */
  const groups = [];
  for (const character of characters) {
    const [replica, typed] = groups.at(-1) ?? [];
    if (replica === character.replica) typed?.push(character);
    else groups.push([character.replica, [character]]);
  }
  return groups;
}
