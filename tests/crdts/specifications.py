"""What each type is to read, said of the operations known and not of any state: who did what, knowing what.

An operation is given by its place in the execution; `past` are the places of those known to its replica.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import pairwise
from typing import Any

from tests.crdts.executions import Done

Operations = Sequence[Done]
Known = Collection[int]


def total(operations: Operations, known: Known) -> int:
    """Increments less decrements."""
    signs = {"increment": 1, "decrement": -1}
    return sum(signs[operations[place].name] * operations[place].argument for place in known)


def two_phase(operations: Operations, known: Known) -> list[str]:
    """Added by someone and removed by nobody."""
    did = {(operations[place].name, operations[place].argument) for place in known}
    return sorted(argument for name, argument in did if name == "add" and ("remove", argument) not in did)


def surviving(operations: Operations, known: Known, kind: str, key: Callable[[Done], str]) -> list[Done]:
    """The additions of which no removal of the same key knew."""
    removals = [operations[place] for place in known if operations[place].name == "remove"]
    return [
        operations[place]
        for place in sorted(known)
        if operations[place].name == kind
        and not any(removal.argument == key(operations[place]) and place in removal.past for removal in removals)
    ]


def add_wins(operations: Operations, known: Known) -> list[str]:
    """In the set if an addition survives."""
    return sorted({done.argument for done in surviving(operations, known, "add", lambda done: done.argument)})


def enable_wins(operations: Operations, known: Known) -> str:
    """On if there is an enable of which no disable knew."""
    disables = [operations[place] for place in known if operations[place].name == "disable"]
    enables = (place for place in known if operations[place].name == "enable")
    return "on" if any(all(place not in disable.past for disable in disables) for place in enables) else "off"


def put_wins(operations: Operations, known: Known) -> dict[str, list[str]]:
    """Under each key the values that survive and that no other put of the key knew."""
    puts = surviving(operations, known, "put", lambda done: done.argument[0])
    values: dict[str, list[str]] = {}
    for done in puts:
        place = operations.index(done)
        key, value = done.argument
        every_put = [operations[other] for other in known if operations[other].name == "put"]
        if not any(other.argument[0] == key and place in other.past for other in every_put):
            values.setdefault(key, []).append(value)
    return {key: sorted(values[key]) for key in sorted(values)}


def lamport(operations: Operations, place: int) -> int:
    """One more than the highest of those known."""
    return 1 + max((lamport(operations, other) for other in operations[place].past), default=0)


def last_writer(operations: Operations, known: Known) -> str | None:
    """The write of the highest (Lamport time, replica)."""
    stamps = [((lamport(operations, place), operations[place].replica), place) for place in known]
    return operations[max(stamps)[1]].argument if stamps else None


def concurrent_writes(operations: Operations, known: Known) -> list[str]:
    """The writes of which no other write knew."""
    return sorted(
        operations[place].argument for place in known if not any(place in operations[other].past for other in known)
    )


def linked_list(operations: Operations, known: Known) -> str:
    """The paper's list: insert behind the parent, and behind any that are there and later; deleted ones stay.

    In any order in which causes come first: here that of the execution.
    """
    times: dict[int, int] = {}
    line: list[tuple[tuple[int, str], str]] = []
    deleted = set()
    for place in sorted(known):
        done = operations[place]
        if done.name == "delete":
            deleted.add(done.argument)
            continue
        after, text = done.argument
        time = max((times[other] for other in done.past if other in times), default=0)
        for character in text:
            time += 1
            insert_behind(line, after, (time, done.replica), character)
            after = f"{time}.{done.replica}"
        times[place] = time
    return "".join(character for (time, replica), character in line if f"{time}.{replica}" not in deleted)


def insert_behind(line: list[Any], after: str, identity: tuple[int, str], character: str) -> None:
    place = 0 if not after else 1 + [f"{time}.{replica}" for (time, replica), _ in line].index(after)
    while place < len(line) and line[place][0] > identity:
        place += 1
    line.insert(place, (identity, character))


def neighbours(operations: Operations, known: Known) -> str:
    """The paper's tree: each character hangs on that of its two neighbours which is the lower in the tree.

    It says of each character which stood to its left and right when it was typed, tombstones included.
    """
    tree: dict[str, dict[str, Any]] = {"": {"key": (0, ""), "place": -1, "character": "", "parent": None, "side": ""}}
    deleted = {operations[place].argument for place in known if operations[place].name == "delete"}
    for place in sorted(known):
        done = operations[place]
        if done.name == "delete":
            continue
        after, text = done.argument
        seen = {*done.past, -1, place}
        time = max(vertex["key"][0] for vertex in tree.values() if vertex["place"] in seen)
        for character in text:
            time += 1
            line = [name for name in read_tree(tree, "") if tree[name]["place"] in seen]
            right = dict(pairwise(line)).get(after)
            parent, side = (right, "left") if right and after in ancestors(tree, right) else (after, "right")
            key = (time, done.replica)
            after = f"{time}.{done.replica}"
            tree[after] = {"key": key, "place": place, "character": character, "parent": parent, "side": side}
    return "".join(tree[name]["character"] for name in read_tree(tree, "") if name not in deleted)


def read_tree(tree: dict[str, dict[str, Any]], name: str) -> list[str]:
    """What is on the left of a vertex, the vertex, what is on its right; the latest first at each place."""
    line = []
    for side in ("left", "", "right"):
        children = [child for child in tree if side and (tree[child]["parent"], tree[child]["side"]) == (name, side)]
        line += [] if side else [name]
        for child in sorted(children, key=lambda child: tree[child]["key"], reverse=True):
            line += read_tree(tree, child)
    return line


def ancestors(tree: dict[str, dict[str, Any]], name: str) -> list[str]:
    parent = tree[name]["parent"]
    return [] if parent is None else [parent, *ancestors(tree, parent)]


SPECIFICATIONS: dict[str, Callable[[Operations, Known], Any]] = {
    "g_counter": total,
    "pn_counter": total,
    "g_set": two_phase,
    "two_phase_set": two_phase,
    "lww_register": last_writer,
    "mv_register": concurrent_writes,
    "ew_flag": enable_wins,
    "or_set": add_wins,
    "or_set_dots": add_wins,
    "or_map": put_wins,
    "rga": linked_list,
    "fugue": neighbours,
}
