"""Draws a cluster as it stands, as an SVG of two hands' width: nodes, values, cuts, messages, last operations.

Colours come from the page (`static/css/lab/picture.css`), so that one picture serves light and dark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from math import cos, hypot, pi, sin
from typing import Any

from apps.simulation.arguments import last_part

WIDTH, HEIGHT = 340, 184
VALUE_MAX = 8
TEXT_MAX = 10
CONDITION_MAX = 16
MESSAGES_MAX = 12
LABELLED_MAX = 2
PAD = 14
DECIDED = "Decided"
"""The column of a protocol's table that says what a node has decided."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnNode:
    """A node: its `name`, `status` (up, crashed, paused), the value in it, the condition under it.

    `is_marked`: the condition is one that people look for (in doubt, leads, decided).
    """

    name: str
    status: str
    value: str = ""
    condition: str = ""
    is_marked: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnMessage:
    """A message between the nodes of these indices; `part` is how much of its way it has made, 0 to 1."""

    source: int
    target: int
    part: float
    category: str
    lost: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnOperation:
    """The last operation of a client, at the node of this index; `outcome`: ok, open, other or stale."""

    node: int
    text: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCluster:
    """Everything on a picture. `groups` has the part of the partition of each node; it is empty without one."""

    nodes: tuple[DrawnNode, ...]
    groups: tuple[int, ...] = ()
    cuts: tuple[tuple[int, int], ...] = ()
    messages: tuple[DrawnMessage, ...] = ()
    operations: tuple[DrawnOperation, ...] = ()


def cluster_of_view(view: Mapping[str, Any], tick: int) -> DrawnCluster:
    """Return what a picture shows of a view (`apps/labs/run/view.py`) at its tick."""
    names = list(view["nodes"])
    network = view["network"]
    return DrawnCluster(
        nodes=tuple(_node(name, node, view["protocol"]["columns"]) for name, node in view["nodes"].items()),
        groups=_groups(names, network["partition"]),
        cuts=tuple((names.index(a), names.index(b)) for a, b in network["cuts"] if {a, b} <= set(names)),
        messages=tuple(_messages(names, view["messages"], tick))[:MESSAGES_MAX],
        operations=tuple(_last_operations(names, view["operations"])),
    )


def cluster_of_thumbnail(names: Iterable[str], thumbnail: Mapping[str, Any]) -> DrawnCluster:
    """Return what a picture shows of a stored thumbnail (`apps/labs/looking_back/thumbnail.py`)."""
    statuses = {"u": "up", "c": "crashed", "p": "paused"}
    marks = {"1": "●", "0": "○"}
    nodes = zip(names, thumbnail["nodes"], thumbnail["newest"], strict=True)
    return DrawnCluster(
        nodes=tuple(DrawnNode(name=name, status=statuses[up], value=marks.get(new, "")) for name, up, new in nodes),
        groups=tuple(int(part) for part in thumbnail["groups"]),
        cuts=tuple((source, target) for source, target in thumbnail["cuts"]),
    )


def draw(cluster: DrawnCluster) -> str:
    """Return the picture as an SVG element. It is decorative: what it shows is said beside it."""
    points, radius = _places(len(cluster.nodes))
    operations = _placed_operations(cluster.operations, points, radius)
    parts = [
        *_regions(cluster.groups, points, radius),
        *_links(cluster, points),
        *(_draw_node(node, points[i], radius, i + 1) for i, node in enumerate(cluster.nodes)),
        *_draw_messages(cluster.messages, points, radius),
        *operations,
    ]
    return (
        f'<svg class="cluster-picture" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        + "".join(parts)
        + "</svg>"
    )


# Read from a view


def _node(name: str, node: Mapping[str, Any], columns: list[str]) -> DrawnNode:
    value = _value(node["values"])
    decided = node["row"][columns.index(DECIDED)].split()[-1] if node["row"] and DECIDED in columns else ""
    return DrawnNode(
        name=name,
        status=node["status"],
        value=value,
        condition="" if value else node["role"] or decided.strip("–"),
        is_marked=node["condition"] is not None,
        leads=node["leads"],
    )


def _value(values: Mapping[str, Any]) -> str:
    """Return what the first key that holds anything holds."""
    held = next(([str(each["value"]) for each in values[key]] for key in sorted(values) if values[key]), [])
    return _short(",".join(held) if len(held) < 3 else f"{len(held)} values", VALUE_MAX)


def _groups(names: list[str], partition: Any) -> tuple[int, ...]:
    if not partition:
        return ()
    part_of = {node: part for part, group in enumerate(partition) for node in group}
    return tuple(part_of.get(name, len(partition)) for name in names)


def _messages(names: list[str], messages: Mapping[str, Any], tick: int) -> Iterable[DrawnMessage]:
    """Yield those between nodes; copies of one label at one place are one message."""
    copies: dict[DrawnMessage, int] = {}
    for each in messages.values():
        if each["source"] in names and each["target"] in names and each["state"] == "travelling":
            ends = each["arrives_tick"] if each["arrives_tick"] is not None else each["dies_tick"]
            whole = max(1, (ends or tick + 1) - each["sent_tick"])
            drawn = DrawnMessage(
                source=names.index(each["source"]),
                target=names.index(each["target"]),
                part=round(min(1.0, max(0.0, (tick - each["sent_tick"]) / whole)), 1),
                category=each["category"],
                lost=each["dies_tick"] is not None,
                label=each["label"],
            )
            copies[drawn] = copies.get(drawn, 0) + 1
    for drawn, count in copies.items():
        yield drawn if count == 1 else replace(drawn, label=f"{drawn.label} ×{count}")


def _last_operations(names: list[str], operations: Mapping[str, Any]) -> Iterable[DrawnOperation]:
    last = {each["client"]: each for each in operations.values() if each["status"] != "queued"}
    for each in last.values():
        outcome = {"ok": "ok", "open": "open"}.get(each["status"], "other")
        yield DrawnOperation(
            node=names.index(each["node"]),
            text=_operation_text(each),
            outcome="stale" if each["stale"] else outcome,
        )


def _operation_text(operation: Mapping[str, Any]) -> str:
    kind, key = operation["kind"], operation["key"]
    if kind == "read":
        if operation["status"] == "open":
            return f"{key} = ?"
        read = ",".join(operation["result"] or ()) or "∅"
        return f"reads {_short(read, TEXT_MAX - 6)}" if operation["status"] == "ok" else "no answer"
    value = last_part(kind, operation["value"] or "")
    if kind == "write":
        return _short(f"{key} = {value}", TEXT_MAX)
    return _short(f"{kind} {value}" if len(kind) + len(value) < TEXT_MAX else kind, TEXT_MAX)


def _short(text: object, length: int) -> str:
    text = str(text)
    return text if len(text) <= length else text[: length - 1] + "…"


# Placed and drawn


def _places(count: int) -> tuple[list[Point], float]:
    """Return a point for each node, on an ellipse, the first at the top; and their radius."""
    radius = 24.0 if count < 5 else 19.0 if count < 6 else 16.0
    if count == 2:
        return [(WIDTH / 2 - 70, HEIGHT / 2 - 8), (WIDTH / 2 + 70, HEIGHT / 2 - 8)], radius
    top, bottom = radius + PAD + 2, HEIGHT - radius - PAD - 2
    high = (bottom - top) / (1 + cos(pi / count) if count % 2 else 2)
    angles = [2 * pi * i / count - pi / 2 for i in range(count)]
    return [(WIDTH / 2 + 84 * cos(angle), top + high * (1 + sin(angle))) for angle in angles], radius


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _at(point: Point) -> str:
    return f"{_n(point[0])} {_n(point[1])}"


def _links(cluster: DrawnCluster, points: list[Point]) -> Iterable[str]:
    open_links, cut = [], set(cluster.cuts)
    for i, start in enumerate(points):
        for j in range(i + 1, len(points)):
            apart = bool(cluster.groups) and cluster.groups[i] != cluster.groups[j]
            if not apart and (i, j) not in cut and (j, i) not in cut:
                open_links.append(f"M{_at(start)}L{_at(points[j])}")
    yield f'<path class="link" d="{"".join(open_links)}"/>'
    if cluster.cuts:
        ways = "".join(f"M{_at(points[i])}L{_at(points[j])}" for i, j in cluster.cuts)
        yield f'<path class="one-way" d="{ways}"/>'


def _regions(groups: tuple[int, ...], points: list[Point], radius: float) -> Iterable[str]:
    """Outline every part of a partition but the largest: its hull, drawn with a broad round pen."""
    parts: dict[int, list[Point]] = {}
    for part, point in zip(groups, points, strict=False):
        parts.setdefault(part, []).append(point)
    largest = max(parts.values(), key=len, default=[])
    for around in parts.values():
        if around is not largest:
            hull = "M" + "L".join(_at(point) for point in _hull(around)) + "Z"
            for name, width in (("region-edge", 2 * (radius + PAD) + 3), ("region", 2 * (radius + PAD))):
                yield f'<path class="{name}" stroke-width="{_n(width)}" d="{hull}"/>'


def _hull(points: list[Point]) -> list[Point]:
    """Return the convex hull (Andrew's monotone chain)."""
    ordered = sorted(points)
    if len(ordered) < 3:
        return ordered

    def half(sequence: Iterable[Point]) -> list[Point]:
        found: list[Point] = []
        for point in sequence:
            while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
                found.pop()
            found.append(point)
        return found[:-1]

    return half(ordered) + half(reversed(ordered))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _draw_node(node: DrawnNode, point: Point, radius: float, number: int) -> str:
    x, y = point
    inside, beneath = (node.value, node.name) if node.value else (node.name, node.condition)
    size = min(13.0, 2 * (radius - 4) / max(1, len(inside)) / 0.58)
    leads = ' data-leads=""' if node.leads else ""
    parts = [
        f'<g data-identity="{number}" data-status="{node.status}"{leads}>'
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"/>',
        f'<text class="{"value" if node.value else "name"}" x="{_n(x)}" y="{_n(y + size * 0.35)}"'
        f' font-size="{_n(size)}">{escape(inside)}</text>',
    ]
    if beneath:
        text = escape(_short(beneath, CONDITION_MAX))
        kind = "condition" if node.is_marked and not node.value else "name"
        parts.append(f'<text class="{kind}" x="{_n(x)}" y="{_n(y + radius + 11)}" font-size="10">{text}</text>')
    arm = radius * 0.62
    if node.status == "crashed":
        parts.append(
            f'<path class="mark" d="M{_at((x - arm, y - arm))}l{_n(2 * arm)} {_n(2 * arm)}'
            f'M{_at((x + arm, y - arm))}l{_n(-2 * arm)} {_n(2 * arm)}"/>'
        )
    if node.status == "paused":
        left, right, top = x + radius - 6, x + radius, y - radius - 2
        parts.append(f'<path class="mark" d="M{_at((left, top))}v9M{_at((right, top))}v9"/>')
    return "".join(parts) + "</g>"


def _draw_messages(messages: tuple[DrawnMessage, ...], points: list[Point], radius: float) -> Iterable[str]:
    labelled = len(messages) <= LABELLED_MAX
    for each in messages:
        (x1, y1), (x2, y2) = points[each.source], points[each.target]
        length = hypot(x2 - x1, y2 - y1) or 1
        dx, dy = (x2 - x1) / length, (y2 - y1) / length
        along = radius + 7 + (length - 2 * radius - 14) * each.part
        x, y = x1 + dx * along - dy * 5, y1 + dy * along + dx * 5
        if each.lost:
            yield f'<path class="lost" d="M{_at((x - 4, y - 4))}l8 8M{_at((x + 4, y - 4))}l-8 8"/>'
        else:
            tip = (x + dx * 6, y + dy * 6)
            left, right = (x - dx * 5 - dy * 5, y - dy * 5 + dx * 5), (x - dx * 5 + dy * 5, y - dy * 5 - dx * 5)
            yield (
                f'<path class="message" data-category="{escape(each.category)}"'
                f' d="M{_at(tip)}L{_at(left)}L{_at(right)}Z"/>'
            )
        if labelled and each.category != "gossip":
            text = escape(_short(each.label, 16))
            yield f'<text class="message-label" x="{_n(x)}" y="{_n(y - 10)}" font-size="10">{text}</text>'


def _placed_operations(operations: tuple[DrawnOperation, ...], points: list[Point], radius: float) -> Iterable[str]:
    """Draw each operation beside its node, on the outer side; a second one at the same node above it."""
    taken: dict[int, int] = {}
    for each in operations:
        nth = taken.get(each.node, 0)
        taken[each.node] = nth + 1
        x, y = points[each.node]
        width = 9 + 5.6 * len(each.text)
        right = x > WIDTH / 2 - 1
        left = x + radius + 5 if right else x - radius - 5 - width
        left = min(max(2.0, left), WIDTH - width - 2)
        top = y - 9 - nth * 21
        yield (
            f'<g class="operation" data-outcome="{each.outcome}">'
            f'<rect x="{_n(left)}" y="{_n(top)}" width="{_n(width)}" height="18" rx="9"/>'
            f'<text x="{_n(left + width / 2)}" y="{_n(top + 12.6)}" font-size="10">{escape(each.text)}</text></g>'
        )
