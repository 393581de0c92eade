"""What is sent to an address so that, to whoever may, it answers: the names in it, the query or the form."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.tutorials.course import lessons
from tests.classroom.rights.everybody import LESSON

NAME = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Ask:
    """`lab` is the kind of lab that answers; `query`, `form` or `body` are what is sent; `names` stand for others."""

    lab: str = LESSON
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    names: Mapping[str, Any] = field(default_factory=dict)


COUNTER, FLP, GENERALS, COMMIT = "lossless-counter", "flp", "two-generals", "in-doubt"
MERGED: Mapping[str, Any] = {"run": 1, "seq": "{merged}", "column": 0}
TRIED: Mapping[str, Any] = {"run": 1, "seq": 30, "key": "x", "column": 0}
SURVEYED: Mapping[str, Any] = {"run": 1, "seq": 3, "column": 0}
PAIR: Mapping[str, Any] = {"run": 1, "a": 1, "b": 2}
TURN: Mapping[str, Any] = {"run": 1, "until": 40}
ORDER: Mapping[str, Any] = {"seq": 10_000, "order": ["alice#1", "bob#1"]}
HAND_ORDER: Mapping[str, Any] = {"operations": ["#0"], "order": ["#0"]}
OPTION: Mapping[str, Any] = {"option": "0"}
DIALS = '{{"N": 5, "R": 1, "W": 1, "write_back": true}}'
PREVIEWED: Mapping[str, Any] = {"run": 1, "protocol": "quorum", "dials": DIALS}

ENDINGS: Mapping[str, Ask] = {
    "/witness/<str:question>/<str:model>/": Ask(query={"run": 1}),
    "/merge/": Ask(COUNTER, MERGED),
    "/laws/": Ask(COUNTER, TRIED),
    "/valence/": Ask(FLP, SURVEYED),
    "/ending/": Ask(FLP, {**SURVEYED, "value": "1"}),
    "/preview/": Ask(query=PREVIEWED),
    "/clocks/": Ask(query=PAIR),
    "/clocks/number/": Ask(query=PAIR),
    "/clocks/pair/": Ask(query=TURN),
    "/order/": Ask(query={"run": 1}, body=ORDER),
    "/order/<str:model>/": Ask(query={"run": 1, "seq": 10_000}),
    "/compare/": Ask(query={"run": 1, "mode": "quorum:majorities"}),
    "/recording/": Ask(query={"run": 1}),
    "/outcomes/": Ask(COMMIT),
    "/outcomes/<int:number>/": Ask(COMMIT, names={"number": 0}),
    "/check/examples/<str:example>/order/": Ask(body=HAND_ORDER),
    "/check/shared/<str:link>/order/": Ask(body=HAND_ORDER),
    "/check/<str:history_id>/order/": Ask(body=HAND_ORDER),
    "/argument/": Ask(GENERALS, form={"step": "0"}),
    "/measure/": Ask(GENERALS, form={"runs": "1000"}),
    "/explore/": Ask(COMMIT, form={"exploration": "crash"}),
    "/find/": Ask(form={"model": "linearizable", "question": "replicated"}),
    "/labs/<str:lab_id>/moments/": Ask(form={"run": "1", "seq": "3", "tick": "300"}),
    "/runs/<str:lab_id>/": Ask(names={"lab_id": "{found}"}),
    "/runs/<str:lab_id>/recording/": Ask(names={"lab_id": "{found}"}),
    "/labs/": Ask(form={"lab": "stale-read"}),
    "/matrix/": Ask(form={"protocol": "causal", "preset": "arrival", "fault": "none"}),
    "/demos/<slug:slug>.json": Ask(names={"slug": "in-doubt"}),
    "/transfer/": Ask(form=OPTION),
    "/lessons/<slug:slug>/runs/<str:name>/recording/": Ask(names={"name": next(iter(lessons()[LESSON].runs))}),
    "/lessons/<slug:slug>/runs/<str:name>/": Ask(names={"name": next(iter(lessons()[LESSON].runs))}),
    "/draft/": Ask(form=OPTION),
    "/predict/": Ask(form=OPTION),
    "/explain/": Ask(form={"skip": "1"}),
    "/found/": Ask(form={"chosen": "alice#1", "run": "1"}),
    "/protocols/<str:name>/dials/": Ask(names={"name": "quorum"}),
    "/models/<str:name>/": Ask(names={"name": "linearizable"}),
    "/teach/fault/": Ask(form={"fault": "heal"}),
    "/teach/scenario/": Ask(form={"lab": "stale-read"}),
    "/teach/poll/": Ask(form={"phase": "first"}),
    "/learners/<str:seat_id>/return/": Ask(names={"seat_id": "{removed}"}),
    "/exercises/add/": Ask(form={"lesson": "saga"}),
    "/exercises/terms/": Ask(query={"predicate": "stale_read"}),
    "/exercises/<int:exercise_id>/cluster/": Ask(form={"lab": "{own}"}),
    "/exercises/<int:exercise_id>/goals/": Ask(form={"predicate": "stale_read"}),
    "/classes/<str:class_id>/snapshots/": Ask(form={"seat": "{seat}"}),
}
"""By how an address ends, the longest first; every other needs nothing."""


def ask(address: str) -> Ask:
    """What to send to an address."""
    fitting = [ending for ending in ENDINGS if address.endswith(ending)]
    return ENDINGS[max(fitting, key=len)] if fitting else Ask()


def named(text: Any, names: Mapping[str, Any]) -> Any:
    """A value of a query or form, where `{name}` stands for the name of something that was made."""
    return text.format_map(names) if isinstance(text, str) else text


def path_of(address: str, names: Mapping[str, Any]) -> str:
    """The address with names in it."""
    return NAME.sub(lambda found: str(names[found[1]]), address)


def sent(asked: Ask, method: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a test client's call."""
    if method == "GET":
        return {"data": {name: named(value, names) for name, value in asked.query.items()}}
    if asked.body is not None:
        body = {"data": json.dumps(asked.body), "content_type": "application/json"}
        return {**body, "query_params": dict(asked.query)}
    return {"data": {name: named(value, names) for name, value in asked.form.items()}}
