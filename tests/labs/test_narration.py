"""What is said of operations: in words, and by the page as by the events."""

import pytest

from apps.labs.run.narration import command_text, operation_text
from apps.simulation import commands as c
from apps.simulation.effects import Request, WrittenValue
from apps.simulation.processes import Operation
from tests.labs.test_browser_fold import on_node

SAID = {
    ("insert", '["","a"]'): "“a” at the beginning",
    ("insert", '["1.n1","say \\"é\\\\\\""]'): '“say "é\\"” after 1.n1',
    ("put", '["colour","red"]'): "colour → red",
    ("insert", "no pair"): "no pair",
    ("put", '["one"]'): '["one"]',
    ("put", "[1,2]"): "[1,2]",
    ("add", '["a","b"]'): '["a","b"]',
    ("delete", "1.n1"): "1.n1",
}
SAID_WITHOUT_KEY = {("transfer", "n2"): "hand over to n2", ("reconfigure", "n1,n2"): "members n1,n2"}


@pytest.mark.parametrize(("action", "value"), SAID)
def test_what_an_operation_was_asked_with_reads_in_words(action: str, value: str) -> None:
    said = f"{action} x: {SAID[action, value]}"
    assert operation_text(Operation("alice#1", 1, "alice", "n1", action, "x", value)) == said
    command = c.InvokeOperation(client="alice", node="n1", operation=action, key="x", value=value)
    assert command_text(command) == f"alice at n1: {said}"


@pytest.mark.parametrize(("action", "value"), SAID_WITHOUT_KEY)
def test_an_operation_on_the_cluster_itself_names_no_key(action: str, value: str) -> None:
    said = SAID_WITHOUT_KEY[action, value]
    command = c.InvokeOperation(client="alice", node="n1", operation=action, key="x", value=value)
    assert operation_text(Operation("alice#1", 1, "alice", "n1", action, "x", value)) == said
    assert command_text(command) == f"alice at n1: {said}"


def test_the_request_that_carries_a_pair_reads_in_words() -> None:
    def label(action: str, value: str) -> str:
        return Request("alice#1", 1, "alice", "alice", action, "x", WrittenValue("alice#1", value), None).label

    assert label("insert", '["1.n1","ab"]') == "x: “ab” after 1.n1"
    assert label("put", '["colour","red"]') == "x: colour → red"
    assert label("write", '["a","b"]') == 'x=["a","b"]'


def test_the_page_says_an_operation_as_the_events_do() -> None:
    asked = [{"kind": action, "key": "x", "value": value} for action, value in SAID]
    asked += [{"kind": "write", "key": "x", "value": '["","a"]'}, {"kind": "read", "key": "x", "value": None}]
    asked += [{"kind": action, "key": "x", "value": value} for action, value in SAID_WITHOUT_KEY]
    told = [*(f"{action} x: {said}" for (action, _), said in SAID.items()), 'write x = ["","a"]', "read x"]
    told += SAID_WITHOUT_KEY.values()
    assert on_node("say-operations.mjs", asked) == told
