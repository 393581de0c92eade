// A shared text as a tree (RGA, Fugue): each character is a vertex with an identity and the vertex that it hangs on. Pure.
//
// 1. It arrives by runs: characters of one replica at consecutive times, each on the right of the one before.
// 2. It is read from the root: what hangs on the left of a vertex (Fugue alone), the vertex, what hangs on its right; of what hangs at
//    one place the latest first. Deleted ones keep their place.
// 3. For drawing it is folded into rows: a row goes on until something else stands between a character and its parent. That begins a
//    row of its own, one level deeper. Read from top to bottom, the rows are the line.

/**
 * @param {Character} one
 * @param {Character} other
 */
const byLatest = (one, other) => other.time - one.time || (one.replica < other.replica ? 1 : -1);

/**
 * A character: its identity, the vertex that it hangs on and on which side, and the identities of all that hang at that place.
 * `opens`: it begins a row, `level` is that row's.
 *
 * @typedef {object} Character
 * @property {string} id
 * @property {number} time
 * @property {string} replica
 * @property {string} parent
 * @property {boolean} isLeft
 * @property {string} character
 * @property {boolean} deleted
 * @property {string[]} siblings
 * @property {boolean} opens
 * @property {number} level
 */

/** @typedef {{ level: number, parent: string, siblings: string[], characters: Character[] }} Row */

/**
 * Every character as the tree is read.
 *
 * @param {TextRun[]} runs
 */
export function charactersOf(runs) {
  /** @type {Map<string, Character[]>} */
  const hanging = new Map();
  for (const character of runs.flatMap(ofRun)) {
    const place = placeOf(character.parent, character.isLeft);
    hanging.set(place, [...(hanging.get(place) ?? []), character]);
  }
  for (const children of hanging.values()) {
    children.sort(byLatest);
    for (const child of children) child.siblings = children.map(({ id }) => id);
  }
  /** @type {Character[]} */
  const reading = [];
  /** @type {Set<Character>} */
  const opened = new Set();
  const waiting = below(hanging, null, false);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const before = opened.has(next) ? [] : below(hanging, next, true);
    opened.add(next);
    if (before.length > 0) waiting.push(next, ...before);
    else {
      reading.push(next);
      waiting.push(...below(hanging, next, false));
    }
  }
  return reading;
}

/**
 * @param {string} parent
 * @param {boolean} isLeft
 */
const placeOf = (parent, isLeft) => `${isLeft ? "left" : "right"} ${parent}`;

/**
 * Return what hangs on a side of a vertex, the last first, each with its row's level.
 *
 * @param {Map<string, Character[]>} hanging
 * @param {Character | null} parent
 * @param {boolean} isLeft
 */
function below(hanging, parent, isLeft) {
  const children = hanging.get(placeOf(parent?.id ?? "", isLeft)) ?? [];
  for (const child of children) {
    child.opens = !parent || isLeft || children.length > 1 || hanging.has(placeOf(child.id, true));
    child.level = parent ? parent.level + Number(child.opens) : 0;
  }
  return [...children].reverse();
}

/**
 * @param {TextRun} run
 * @returns {Character[]}
 */
function ofRun([time, replica, parent, text, deleted, isLeft = false]) {
  /** @param {number} i */
  const id = (i) => (i < 0 ? parent : `${time + i}.${replica}`);
  return Array.from(text, (character, i) => ({
    id: id(i),
    time: time + i,
    replica,
    parent: id(i - 1),
    isLeft: isLeft && i === 0,
    character,
    deleted: deleted.includes(i),
    siblings: [],
    opens: true,
    level: 0,
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
  for (const character of characters) {
    if (!character.opens) rows[rows.length - 1].characters.push(character);
    else {
      const { level, parent, siblings } = character;
      rows.push({ level, parent, siblings, characters: [character] });
    }
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
