import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeSentence, operationText } from "../../static/js/lib/format.js";
import { insideRows } from "../../static/js/panels/inside.js";
import { nextChange } from "../../static/js/controls/next-operation.js";
import { argumentOf, choicesFor, isAdministration, offerOf, partsOf } from "../../static/js/controls/offers.js";

const ADD = { name: "add", help: "", fields: ["Value"], choices: ["a", "b"] };
const PUT = { name: "put", help: "", fields: ["Key inside", "Value"], choices: ['["x","1"]'] };
const twin = { title: "Plain set, united", value: "{a}", differs: true };
const inside = {
  x: {
    value: "{}",
    bytes: 1,
    tombstones: 2,
    slots: [["tombstone", "a · n1:1", "removed"]],
    slots_more: 0,
    twin,
    choices: { add: ["c"] },
  },
};
const node = { status: "up", role: "", values: { x: [{ value: "{}" }] }, inside };
const view = {
  protocol: { offers: [ADD, PUT], administration: [] },
  nodes: { n1: node, n2: { inside: {} } },
  operations: {},
};

test("an operation of a type reads with what it was given", () => {
  assert.equal(operationText({ kind: "add", key: "x", value: "milk" }), "add x: milk");
  assert.equal(operationText({ kind: "read", key: "x", value: null }), "read x");
  assert.equal(
    operationText({ kind: "insert", key: "x", value: '["3.n1","a \\"b\\""]' }),
    'insert x: “a "b"” after 3.n1',
  );
  assert.equal(
    operationText({ kind: "insert", key: "x", value: '["","Hello"]' }),
    "insert x: “Hello” at the beginning",
  );
});

test("what can be given follows the node's state, and at first what the type offers", () => {
  assert.deepEqual(choicesFor(view, ADD, "n1", "x"), ["c"]);
  assert.deepEqual(choicesFor(view, ADD, "n2", "x"), ["a", "b"]);
  assert.equal(offerOf(view, "read"), undefined);
  assert.deepEqual(nextChange(view, "x"), { operation: "add", value: "a" });
});

test("an operation begins with its example, and one without fields takes no value", () => {
  const insert = { ...PUT, name: "insert", example: '["","Hello"]' };
  const enable = { name: "enable", help: "", fields: [], choices: [], example: "" };
  const offering = (offer) => ({ ...view, protocol: { offers: [offer] } });
  assert.deepEqual(nextChange(offering(insert), "x"), { operation: "insert", value: '["","Hello"]' });
  assert.deepEqual(nextChange(offering(enable), "x"), { operation: "enable", value: undefined });
  assert.equal(operationText({ kind: "enable", key: "x", value: undefined }), "enable x");
});

test("an operation on the cluster itself names no key", () => {
  const transfer = { name: "transfer", help: "", fields: ["To node"], choices: ["n2"], example: "" };
  const raft = { ...view, protocol: { offers: [], administration: [transfer] } };
  assert.equal(offerOf(raft, "transfer"), transfer);
  assert.deepEqual([isAdministration(raft, "transfer"), isAdministration(raft, "write")], [true, false]);
  assert.equal(operationText({ kind: "transfer", key: "x", value: "n2" }), "hand over to n2");
  assert.equal(operationText({ kind: "reconfigure", key: "x", value: "n1,n2" }), "members n1,n2");
});

test("two fields travel as a list and come back", () => {
  assert.deepEqual(partsOf(PUT, argumentOf(PUT, ["colour", "red"])), ["colour", "red"]);
  assert.deepEqual(partsOf(PUT, ""), ["", ""]);
  assert.equal(argumentOf(ADD, ["milk", ""]), "milk");
});

test("the inspector lists the state's weight, its naive twin and every slot", () => {
  assert.deepEqual(insideRows(inside), [
    ["x", "{}", "1 byte, 2 tombstones"],
    ["x · naive version", "{a}", "differs: Plain set, united", true],
    ["x · tombstone a · n1:1", "removed", ""],
  ]);
});

test("a node's sentence says where the naive twin went wrong", () => {
  assert.equal(nodeSentence("n1", node, ["x"]), "n1, up: x = {}; naive x = {a}");
});
