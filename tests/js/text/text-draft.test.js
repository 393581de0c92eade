import assert from "node:assert/strict";
import { test } from "node:test";
import { TextDraft, VALUE_CHARS_MAX, difference, rangesOf } from "../../../static/js/text/draft.js";
import { charactersOf, textOf } from "../../../static/js/text/tree.js";

function spelledOut(places) {
  const [, from, to, replica] = /^(\d+)-(\d+)\.(.+)$/.exec(places) ?? [];
  return from ? Array.from({ length: to - from + 1 }, (_, i) => `${Number(from) + i}.${replica}`) : [places];
}

/** A replica that carries operations out as apps/crdts/rga.py does. */
class Replica {
  constructor(name, runs = []) {
    Object.assign(this, { name, runs });
  }

  get characters() {
    return charactersOf(this.runs);
  }

  carryOut([name, value]) {
    if (name === "delete") {
      for (const part of value.split(" ")) for (const id of spelledOut(part)) this.#delete(id);
      return [];
    }
    const [parent, text] = JSON.parse(value);
    const time = Math.max(0, ...this.characters.map((character) => character.time));
    this.runs = [...this.runs, [time + 1, this.name, parent, text, []]];
    return Array.from(text, (_, i) => `${time + 1 + i}.${this.name}`);
  }

  #delete(id) {
    const [time, replica] = id.split(".");
    this.runs = this.runs.map((run) => {
      const i = Number(time) - run[0];
      return run[1] === replica && i >= 0 && i < Array.from(run[3]).length ? [...run.slice(0, 4), [...run[4], i]] : run;
    });
  }
}

/** One operation of the draft, sent and carried out. */
function send(draft, replica) {
  const next = draft.next();
  if (!next) return null;
  assert.ok(Array.from(next[1]).length <= VALUE_CHARS_MAX);
  draft.acknowledge("alice#1");
  draft.carriedOut(replica.carryOut(next));
  draft.arrive(replica.characters);
  return next;
}

function typed(text, caret = text.length) {
  const draft = new TextDraft();
  const replica = new Replica("n1");
  draft.type(text, caret);
  while (send(draft, replica));
  return { draft, replica };
}

test("what differs lies between the common beginning and the common end, as the caret tells", () => {
  const of = (before, now, caret) => difference([...before], [...now], caret);
  assert.deepEqual(of("abc", "abXc", 3), [2, 2, ["X"]]);
  assert.deepEqual(of("aa", "aaa", 1), [0, 0, ["a"]]);
  assert.deepEqual(of("aa", "aaa", 3), [2, 2, ["a"]]);
  assert.deepEqual(of("big world", "big d", 5), [4, 9, ["d"]]);
  assert.deepEqual(of("abc", "ac", 1), [1, 2, []]);
});

test("what is typed while an operation is open goes as one afterwards", () => {
  const draft = new TextDraft();
  const replica = new Replica("n1");
  draft.type("H", 1);
  const first = draft.next();
  for (const text of ["He", "Hel", "Hell", "Hello"]) draft.type(text, text.length);
  assert.equal(draft.next(), null);
  assert.equal(draft.unacknowledged, 5);
  draft.carriedOut(replica.carryOut(first));
  draft.arrive(replica.characters);
  assert.deepEqual(draft.next(), ["insert", '["1.n1","ello"]']);
  assert.equal(draft.text, "Hello");
});

test("a text too long for one operation goes as several", () => {
  const text = 'a "quoted" \\ line of text that is longer than the sixty-four characters of one value';
  const { draft, replica } = typed(text);
  assert.equal(textOf(replica.characters), text);
  assert.equal(draft.unacknowledged, 0);
});

test("a selection that is typed over is deleted at once, and what replaces it stands in its place", () => {
  const { draft, replica } = typed("one two");
  draft.type("one 2", 5);
  assert.deepEqual(send(draft, replica), ["delete", "5-7.n1"]);
  send(draft, replica);
  assert.equal(textOf(replica.characters), "one 2");
});

test("what another typed comes in at its place, and the caret stays behind its character", () => {
  const { draft, replica } = typed("ad");
  replica.carryOut(["insert", '["1.n1","bc"]']);
  assert.deepEqual(draft.arrive(replica.characters, [0, 1, 2]), [0, 1, 4]);
  assert.equal(draft.text, "abcd");
});

test("the caret behind a character that another deleted stays at its place, and what is typed there follows the tombstone's place", () => {
  const { draft, replica } = typed("abc");
  draft.type("abXc", 3);
  replica.carryOut(["delete", "2.n1"]);
  assert.deepEqual(draft.arrive(replica.characters, [2, 3]), [1, 2]);
  assert.equal(draft.text, "aXc");
  send(draft, replica);
  assert.equal(textOf(replica.characters), "aXc");
});

test("a character deleted while it was on its way is deleted once it has an identity", () => {
  const draft = new TextDraft();
  const replica = new Replica("n1");
  draft.type("ab", 2);
  const first = draft.next();
  draft.type("a", 1);
  draft.carriedOut(replica.carryOut(first));
  draft.arrive(replica.characters);
  assert.equal(draft.text, "a");
  assert.deepEqual(draft.next(), ["delete", "2.n1"]);
});

test("neighbouring characters of one replica are named by a range", () => {
  assert.equal(rangesOf(["3.n1", "4.n1", "6.n1", "7.n2", "8.n2"]), "3-4.n1 6.n1 7-8.n2");
});

test("what was refused is not sent again, and gives its text back", () => {
  const draft = new TextDraft();
  draft.type("ab", 2);
  draft.next();
  assert.equal(draft.giveUp(), "ab");
  assert.equal(draft.text, "");
  assert.equal(draft.next(), null);
});

test("a page that comes again goes on where it was left, in the middle of an operation too", () => {
  const draft = new TextDraft();
  const replica = new Replica("n1");
  draft.type("H", 1);
  const first = draft.next();
  draft.acknowledge("alice#1");
  draft.type("Hello", 5);
  const again = TextDraft.from(JSON.parse(JSON.stringify(draft.kept())));
  assert.equal(again.text, "Hello");
  assert.equal(again.flight, "alice#1");
  again.carriedOut(replica.carryOut(first));
  again.arrive(replica.characters);
  while (send(again, replica));
  assert.equal(textOf(replica.characters), "Hello");
});

test("what never left waits again", () => {
  const draft = new TextDraft();
  draft.type("ab", 2);
  draft.next();
  draft.putBack();
  assert.deepEqual(draft.next(), ["insert", '["","ab"]']);
});

/** Numbers from 0 to below `limit`, the same for each seed. */
function numbers(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
}

function edited(text, pick) {
  const now = Array.from(text);
  const at = pick(now.length + 1);
  now.splice(at, pick(3), ...Array.from("abab".slice(0, pick(4))));
  return now.join("").slice(0, 60);
}

test("whatever is typed here and there meanwhile, the draft and its replica come to the same line", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const pick = numbers(seed);
    const draft = new TextDraft();
    const replica = new Replica("n1");
    const other = new TextDraft();
    for (let step = 0; step < 30; step += 1) {
      const now = edited(draft.text, pick);
      draft.type(now, pick(now.length + 1));
      assert.equal(draft.text, now);
      if (pick(2)) {
        other.arrive(replica.characters);
        other.type(edited(other.text, pick), 0);
        while (send(other, replica));
        draft.arrive(replica.characters);
      }
      if (pick(2)) send(draft, replica);
    }
    while (send(draft, replica));
    assert.equal(draft.text, textOf(replica.characters));
    assert.equal(draft.unacknowledged, 0);
  }
});
