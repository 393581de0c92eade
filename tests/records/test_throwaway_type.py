"""A convergent type that only this test declares, with an operation without an argument and one with an amount."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from apps.crdts import CRDTS
from apps.crdts.arguments import AMOUNT, NOTHING
from apps.crdts.crdt_type import Mutator, Slot, StateBased
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import Session
from apps.live.lab.log import create_found_lab
from apps.live.models import Lab
from apps.simulation import CommandError
from apps.simulation.commands import InvokeOperation
from tests.live.pages.test_pages import new_lab
from tests.record import GOLDEN_TRACES, recorded
from tests.traces import golden_digest

LAMP = StateBased(
    name="lamp",
    order=1_000,
    title="Lamp",
    source="This test",
    semantics="Once lit it stays lit; of two brightnesses the greater stays.",
    initial=(False, 0),
    operations={
        "light": Mutator(argument=NOTHING, help="Light it.", apply=lambda state, replica, _: (True, state[1])),
        "brighten": Mutator(
            argument=AMOUNT,
            help="Set its brightness.",
            choices=lambda state: (state[1] + 1,),
            apply=lambda state, replica, amount: (state[0], max(state[1], amount)),
        ),
    },
    merge=lambda left, right: (left[0] or right[0], max(left[1], right[1])),
    at_most=lambda left, right: left[0] <= right[0] and left[1] <= right[1],
    value=lambda state: f"{'lit' if state[0] else 'dark'} {state[1]}",
    slots=lambda state: [Slot("lamp", "lamp", "lamp", str(state))],
    why=lambda slot, left, right: "The greater of both.",
)
DIALS = {"type": "lamp", "carrier": "states", "fan_out": 2, "interval_ticks": 100}


@pytest.fixture(autouse=True)
def held() -> Iterator[None]:
    with CRDTS.holding(LAMP):
        yield


def scenario(workload_interval_ticks: int = 0) -> Scenario:
    return Scenario(protocol="convergent", dials=DIALS, workload_interval_ticks=workload_interval_ticks)


def invoke(session: Session, operation: str, value: str | None) -> None:
    session.apply(InvokeOperation(client="alice", node="n1", operation=operation, key="x", value=value))
    session.advance(session.simulation.now + 2_000)


def test_a_new_type_runs_with_and_without_an_argument_and_converges() -> None:
    session = Session(scenario(), 1)
    invoke(session, "light", None)
    invoke(session, "brighten", "3")
    view = session.snapshot()
    assert {node["values"]["x"][0]["value"] for node in view["nodes"].values()} == {"lit 3"}
    assert [each["status"] for each in view["operations"].values()] == ["ok", "ok"]
    assert view["operations"]["alice#1"]["value"] is None


def test_the_page_is_sent_the_fields_of_each_operation() -> None:
    offers = Session(scenario(), 1).snapshot()["protocol"]["offers"]
    assert [(each["name"], each["fields"], each["choices"]) for each in offers] == [
        ("light", [], []),
        ("brighten", ["Amount"], ["1"]),
    ]


@pytest.mark.parametrize(
    ("operation", "value", "code"), [("light", "1", "value.unexpected"), ("brighten", None, "value.missing")]
)
def test_an_argument_too_much_or_too_little_is_refused(operation: str, value: str | None, code: str) -> None:
    with pytest.raises(CommandError) as refused:
        invoke(Session(scenario(), 1), operation, value)
    assert refused.value.code == code


def test_clients_that_act_by_themselves_use_a_new_type() -> None:
    session = Session(scenario(workload_interval_ticks=200), 1)
    session.advance(10_000)
    done = {each["kind"] for each in session.snapshot()["operations"].values() if each["status"] == "ok"}
    assert done == {"read", "light", "brighten"}


def test_a_new_type_leaves_the_golden_traces_as_they_are() -> None:
    golden = recorded(GOLDEN_TRACES)["convergent"]
    assert golden_digest("convergent", golden["choices"], golden["dials"]) == golden["digest"]


@pytest.mark.django_db
def test_a_new_type_opens_as_a_lab_page(client: Client) -> None:
    new_lab(client)
    lab = create_found_lab(scenario(), 1, owner=Lab.objects.get().owner, title="A lamp", brief="Light it.")
    assert client.get(f"/labs/{lab.pk}/").status_code == 200
    assert "Lamp" in client.get("/protocols/convergent/dials/").content.decode()
