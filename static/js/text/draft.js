// What a learner types into a shared text, beside what their replica holds: the cells of the line. Pure.
//
// 1. A cell is a character that the replica holds (it has an identity), or one typed here that it does not hold yet.
// 2. `type` takes the line as the field has it: what differs between the common beginning and the common end was deleted or typed.
// 3. `next` makes operations of it, one at a time: an insertion names the vertex that it follows, so it waits for that vertex's
//    identity. What is typed meanwhile goes as one.
// 4. `arrive` takes the replica's characters: what came in stands at its place, and what is not held yet stays behind the cell that
//    it was typed after, even if that has been deleted.

/** @type {Flight} */
const NOTHING = { run: [], places: [] };

export const VALUE_CHARS_MAX = 64;

/** @param {string} text */
const charsIn = (text) => Array.from(text).length;
/**
 * @param {string} parent
 * @param {string} text
 */
const insertion = (parent, text) => JSON.stringify([parent, text]);

/**
 * @param {string} one
 * @param {string} other
 */
const byReplicaAndTime = (one, other) =>
  one.slice(one.indexOf(".")).localeCompare(other.slice(other.indexOf("."))) || parseInt(one, 10) - parseInt(other, 10);

/**
 * Identities as an operation names them: neighbours of one replica as a range.
 *
 * @param {string[]} places
 */
export function rangesOf(places) {
  /** @type {{ from: number, to: number, replica: string }[]} */
  const ranges = [];
  for (const place of places) {
    const [time, replica] = [parseInt(place, 10), place.slice(place.indexOf(".") + 1)];
    const last = ranges.at(-1);
    if (last && last.replica === replica && last.to + 1 === time) last.to = time;
    else ranges.push({ from: time, to: time, replica });
  }
  return ranges.map(({ from, to, replica }) => `${from === to ? from : `${from}-${to}`}.${replica}`).join(" ");
}

/**
 * Return where two lines differ: [characters alike at the beginning, those removed, those put in their place]. `caret`: where typing ended.
 *
 * @param {string[]} before
 * @param {string[]} now
 * @param {number} caret
 * @returns {[head: number, tail: number, typed: string[]]}
 */
export function difference(before, now, caret) {
  const shorter = Math.min(before.length, now.length);
  let tail = 0;
  while (
    tail < Math.min(shorter, now.length - caret) &&
    before[before.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  let head = 0;
  while (head < shorter - tail && before[head] === now[head]) head += 1;
  return [head, before.length - tail, now.slice(head, now.length - tail)];
}

/**
 * A character of the line. `id`: its identity; null while the replica does not hold it. `removed`: deleted while under way.
 *
 * @typedef {{ character: string, id: string | null, replica?: string, removed?: boolean }} Cell
 */

/** @typedef {{ run: Cell[], places: string[], operation?: string }} Flight The operation under way: what it types, or deletes. */

/**
 * A draft as plain JSON values.
 *
 * @typedef {object} KeptDraft
 * @property {[id: string | null, character: string, isUnderWay: boolean][]} cells
 * @property {string[]} deletions
 * @property {string | null} operation
 * @property {string[]} places
 */

/** @typedef {import("./tree.js").Character} Character */

export class TextDraft {
  /** @type {Cell[]} */
  cells = [];
  /** @type {Set<string>} */
  #deletions = new Set();
  /** @type {Flight | null} */
  #flight = null;

  get text() {
    return this.cells.map(({ character }) => character).join("");
  }

  /** How many characters typed or deleted here the replica has not acknowledged. */
  get unacknowledged() {
    return this.cells.filter(({ id }) => !id).length + this.#deletions.size;
  }

  /** The identity of the operation under way; undefined while nobody has given it one. */
  get flight() {
    return this.#flight?.operation;
  }

  /** Return the draft as plain JSON values, from which a reloaded page can go on. */
  kept() {
    /** @type {Flight} */
    const flight = this.#flight?.operation ? this.#flight : { run: [], places: [] };
    const cells = this.cells.filter(
      (cell) => cell.id || flight.run.includes(cell) || !this.#flight?.run.includes(cell),
    );
    return {
      cells: cells.map((cell) => [cell.id, cell.character, flight.run.includes(cell)]),
      deletions: [...this.#deletions],
      operation: flight.operation ?? null,
      places: flight.places,
    };
  }

  /**
   * The draft that was kept so.
   *
   * @param {KeptDraft} kept
   */
  static from({ cells, deletions, operation, places }) {
    const draft = new TextDraft();
    draft.cells = cells.map(([id, character]) => ({ id, character }));
    draft.#deletions = new Set(deletions);
    draft.#flight = operation ? { run: draft.cells.filter((_, i) => cells[i][2]), places, operation } : null;
    return draft;
  }

  /**
   * The field now has this line, with the caret (in characters) where typing ended.
   *
   * @param {string} text
   * @param {number} caret
   */
  type(text, caret) {
    const now = Array.from(text);
    const [head, tail, typed] = difference(
      this.cells.map(({ character }) => character),
      now,
      caret,
    );
    const removed = this.cells.splice(head, tail - head, ...typed.map((character) => ({ character, id: null })));
    for (const cell of removed) {
      cell.removed = true;
      if (cell.id) this.#deletions.add(cell.id);
    }
  }

  /**
   * The next operation as [name, value], or null while there is none or one is under way.
   *
   * @returns {[name: string, value: string] | null}
   */
  next() {
    if (this.#flight) return null;
    const first = this.cells.findIndex(({ id }) => !id);
    if (this.#deletions.size > 0) return this.#delete(this.#places());
    if (first < 0) return null;
    const parent = this.cells[first - 1]?.id ?? "";
    /** @type {Cell[]} */
    const run = [];
    for (const cell of this.cells.slice(first)) {
      const value = insertion(parent, [...run, cell].map(({ character }) => character).join(""));
      if (cell.id || charsIn(value) > VALUE_CHARS_MAX) break;
      run.push(cell);
    }
    this.#flight = { run, places: [] };
    return ["insert", insertion(parent, run.map(({ character }) => character).join(""))];
  }

  /**
   * The operation under way got its identity.
   *
   * @param {string} operation
   */
  acknowledge(operation) {
    if (this.#flight) this.#flight.operation = operation;
  }

  /**
   * The replica carried the operation under way out: these are the identities of what it typed.
   *
   * @param {string[]} ids
   */
  carriedOut(ids) {
    const { run, places } = this.#flight ?? NOTHING;
    this.#flight = null;
    for (const place of places) this.#deletions.delete(place);
    run.forEach((cell, i) => {
      cell.id = ids[i] ?? null;
      if (cell.removed && cell.id) this.#deletions.add(cell.id);
    });
  }

  /** The operation under way was refused, or nobody knows what became of it: it is not tried again. Gives the text that it was to type. */
  giveUp() {
    const { run, places } = this.#flight ?? NOTHING;
    this.#flight = null;
    for (const place of places) this.#deletions.delete(place);
    this.cells = this.cells.filter((cell) => !run.includes(cell));
    return run.map(({ character }) => character).join("");
  }

  /** The operation under way was not taken at all: what it was to do waits again. */
  putBack() {
    this.#flight = null;
  }

  /**
   * The replica's characters, as its tree is read. Gives where each of these places in the line has come to.
   *
   * @param {import("./tree.js").Character[]} characters
   * @param {number[]} [carets]
   */
  arrive(characters, carets = []) {
    const held = new Map(this.cells.map((cell) => [cell.id, cell]));
    const known = new Set(characters.map(({ id }) => id));
    const behind = this.#unheld(known);
    const anchors = carets.map((caret) => this.cells[caret - 1] ?? null);
    /** @type {Map<Cell | string | null | undefined, number>} */
    const ends = new Map([[null, 0]]);
    /** @type {Cell[]} */
    const cells = [];
    /** @param {Cell} cell */
    const put = (cell) => ends.set(cell, cells.push(cell));
    for (const cell of behind.get("") ?? []) put(cell);
    for (const { id, character, replica, deleted } of characters) {
      /** @type {Cell} */
      const cell = held.get(id) ?? { id, character };
      cell.replica = replica;
      if (!deleted && !this.#deletions.has(id)) put(cell);
      ends.set(id, cells.length);
      for (const typed of behind.get(id) ?? []) put(typed);
    }
    this.cells = cells;
    for (const { id, deleted } of characters)
      if (deleted && !this.#flight?.places.includes(id)) this.#deletions.delete(id);
    return anchors.map((cell) => ends.get(cell) ?? ends.get(cell?.id) ?? cells.length);
  }

  /**
   * Return the cells that the replica does not hold yet, by the identity of the held cell before them.
   *
   * @param {Set<string>} known
   */
  #unheld(known) {
    /** @type {Map<string, Cell[]>} */
    const behind = new Map();
    let anchor = "";
    for (const cell of this.cells) {
      if (cell.id && known.has(cell.id)) anchor = cell.id;
      else if (!cell.id) behind.set(anchor, [...(behind.get(anchor) ?? []), cell]);
    }
    return behind;
  }

  #places() {
    /** @type {string[]} */
    const places = [];
    for (const place of [...this.#deletions].sort(byReplicaAndTime)) {
      if (rangesOf([...places, place]).length > VALUE_CHARS_MAX) break;
      places.push(place);
    }
    return places;
  }

  /**
   * @param {string[]} places
   * @returns {[name: string, value: string]}
   */
  #delete(places) {
    this.#flight = { run: [], places };
    return ["delete", rangesOf(places)];
  }
}
