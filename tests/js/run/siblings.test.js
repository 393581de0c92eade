import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES, clockOfWrite, lostBy, readSiblings, replacedText } from "../../../static/js/run/siblings.js";
import {
  clockText,
  concurrency,
  entryText,
  includes,
  parsed,
  seen,
  writersOf,
} from "../../../static/js/run/version-vectors.js";

test("a clock is read back as it was written", () => {
  assert.deepEqual(parsed("[alice:1@250 bob·2:12@400]"), {
    dot: null,
    counts: { alice: 1, bob·2: 12 },
    at: { alice: 250, bob·2: 400 },
  });
  for (const text of ["[]", "[alice:1 bob:12]", "(n1:3)[n1:1 n2:2]", "[alice·2:1]", "(n1:1)[]"])
    assert.equal(clockText(parsed(text)), text);
  assert.equal(parsed("1200 · alice#1"), null);
  assert.deepEqual(seen(parsed("(n1:3)[n2:2]")), { n1: 3, n2: 2 });
});

test("a version includes another if it has seen all of it", () => {
  assert.ok(includes(parsed("[alice:1 bob:1 carol:1]"), parsed("[bob:1]")));
  assert.ok(!includes(parsed("[A:3]"), parsed("[A:2 B:1]")));
  assert.ok(includes(parsed("(n1:3)[n1:2]"), parsed("(n1:1)[]")));
  assert.ok(includes(parsed("(n2:1)[n1:1]"), parsed("(n1:1)[]")));
  assert.ok(!includes(parsed("(n1:2)[]"), parsed("(n1:1)[]")));
});

test("why two versions are concurrent is said by an entry of each", () => {
  assert.equal(
    concurrency(parsed("[A:3]"), parsed("[A:2 B:1]")),
    "[A:3] counts B:0, less than the 1 of [A:2 B:1], and [A:2 B:1] counts A:2, less than the 3 of [A:3]",
  );
  assert.equal(
    concurrency(parsed("(n1:1)[]"), parsed("(n1:2)[]")),
    "(n1:1)[] counts n1:0, less than the dot n1:2 of (n1:2)[], and (n1:2)[] counts n1:0, less than the dot n1:1 of (n1:1)[]",
  );
  assert.deepEqual(writersOf([parsed("(n1:2)[n3:1]"), parsed("[n2:1]")]), ["n1", "n2", "n3"]);
  assert.equal(entryText(parsed("(n1:2)[]"), "n1"), "0, dot 2");
});

const READ = {
  client: "carol",
  node: "n3",
  kind: "read",
  key: "x",
  status: "ok",
  result: ["milk, eggs", "bread"],
  returned: ["alice#1", "bob#1"],
  version: "[alice:1] ‖ [bob:1]",
};
const WRITE = {
  client: "carol",
  node: "n3",
  kind: "write",
  key: "x",
  status: "ok",
  value: "C",
  version: "[alice:1 bob:1 carol:1]",
};

test("siblings are open to resolve until their reader reads the key again", () => {
  const [found] = readSiblings({ operations: { "carol#1": READ } });
  assert.deepEqual(
    found.versions.map(({ value, write, stamp }) => [value, write, stamp]),
    [
      ["milk, eggs", "alice#1", "[alice:1]"],
      ["bread", "bob#1", "[bob:1]"],
    ],
  );
  assert.equal(found.written, null);
  assert.equal(readSiblings({ operations: { "carol#1": READ, "carol#2": WRITE } })[0].written.id, "carol#2");
  assert.deepEqual(
    readSiblings({
      operations: {
        "carol#1": READ,
        "carol#2": { ...READ, result: ["C"], returned: ["carol#1"], version: "[carol:1]" },
      },
    }),
    [],
  );
  assert.deepEqual(readSiblings({ operations: { "carol#1": { ...READ, version: "1 · a ‖ 2 · b" } } }), []);
});

test("the clock that a write will have is the reader's context and one more", () => {
  const view = (conflict, context, values) => ({
    protocol: { dials: { conflict } },
    clients: { carol: { process: "carol", context: { x: context } } },
    nodes: { n3: { values: { x: values.map((version) => ({ version })) } } },
  });
  assert.equal(clockOfWrite(view("siblings", "[alice:1 bob:1]", []), "carol", "n3", "x"), "[alice:1 bob:1 carol:1]");
  assert.equal(
    clockOfWrite(view("siblings_by_node", "[n1:1 n2:1]", ["[n3:4]"]), "carol", "n3", "x"),
    "[n1:1 n2:1 n3:5]",
  );
  assert.equal(
    clockOfWrite(view("cut_3", "[alice:2@900 bob:1@300 dave:1@300]", []), "carol", "n3", "x"),
    "[alice:2 carol:1 dave:1]",
  );
  assert.equal(
    clockOfWrite(view("cut_2", "[alice:2@900 carol:1@300 dave:1@400]", []), "carol", "n3", "x"),
    "[alice:2 carol:2]",
  );
  assert.equal(
    clockOfWrite(view("dotted", "[n1:2]", ["(n3:1)[]", "(n1:2)[n1:1]"]), "carol", "n3", "x"),
    "(n3:2)[n1:2]",
  );
});

test("a rule says what it makes of the siblings, and which it loses", () => {
  const versions = [
    { value: "milk, eggs", wall: 90 },
    { value: "bread", wall: 120 },
  ];
  const made = Object.fromEntries(RULES.map(({ name, make }) => [name, make(versions)]));
  assert.deepEqual(made, { union: "milk, eggs, bread", longest: "milk, eggs", wall: "bread" });
  assert.deepEqual(
    RULES.map(({ name }) => lostBy(made[name], versions).map(({ value }) => value)),
    [[], ["bread"], ["milk, eggs"]],
  );
});

test("a write whose vector was cut may include nothing of what its client had read", () => {
  const versions = ["[alice:1@100 bob:1@1000]", "[bob:1@1000 carol:1@2000]"].map((stamp) => ({
    stamp,
    clock: parsed(stamp),
  }));
  assert.equal(
    replacedText("[carol:1@2000 dave:1@3000]", versions),
    "It includes none of them: all stay, and it stands beside them.",
  );
  assert.match(
    replacedText("[bob:1@1000 carol:1@2000 dave:1@3000]", versions),
    /^It includes \[bob:1@1000 carol:1@2000\], which give way/,
  );
});
