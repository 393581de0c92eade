"""The stage of a lab: its labels keep apart, at every size and in every moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Page, expect

from apps.labs.catalogue import catalogue
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.session import Session, replay
from apps.simulation import Position
from apps.simulation.commands import InvokeOperation
from apps.simulation.faults.partition import Partition
from tests.browser.conftest import Visit
from tests.browser.lab_page import LabPage, open_lab
from tests.schedules import play, scenarios

SIZES = [(1440, 900), (1280, 720), (1024, 768), (768, 1024), (390, 844)]
NINE = tuple(f"n{number}" for number in range(1, 10))
SIX = ("alice", "bob", "carol", "dave", "erin", "frank")
SEEDS = 3
MOMENTS_MIN = 60
MIDDLE_TICK = 750

# A second picture of the cluster over the page's own, on a timeline that is given one moment after another.
SECOND_PICTURE = """
() => {
  const { session } = document.querySelector("lab-session");
  const Timeline = Object.getPrototypeOf(session.constructor);
  const host = Object.assign(document.createElement("compare-runs"), { session: new Timeline(window) });
  const picture = document.createElement("cluster-view");
  for (const element of [host, picture]) element.style.cssText = "position: absolute; inset: 0";
  document.querySelector("cluster-stage > cluster-view").style.display = "none";
  document.querySelector("cluster-stage").append(host);
  host.append(picture);
}
"""

COLLISIONS = """
({ moments, all }) => {
  if (all) document.documentElement.dataset.instruments = "all";
  else delete document.documentElement.dataset.instruments;
  const host = document.querySelector("compare-runs");
  const picture = host.querySelector("cluster-view");
  picture.resize();
  const stage = picture.getBoundingClientRect();
  const PILLS = [".badge", ".client", ".region-label", ".late-message"].map((each) => `${each} rect`);
  const LABELS = [".node .name", ".node .values text", ".vector", ...PILLS].join();
  const over = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const boxOf = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const inset = element.tagName === "text" ? 2 : 0;
    const name = element.textContent || element.parentNode.textContent;
    return { left, right, top: top + inset, bottom: bottom - inset, name };
  };
  const found = [];
  for (const [run, { name, ...frame }] of moments.entries()) {
    const paused = { tick: frame.tick, playing: false, speed_per_mille: 1000 };
    host.session.clock.jump(paused, performance.now());
    host.session.chosen.set({ model: frame.broken ?? null });
    host.session.store.replace({ ...frame, ...paused, run, seq: 1, role: null, lab: null, log: [] });
    const drawn = [...picture.querySelectorAll(LABELS)].filter((each) => each.getBoundingClientRect().width);
    const labels = drawn.map(boxOf);
    labels.forEach((a, i) => {
      const across = Math.min(a.left - stage.left, stage.right - a.right);
      const down = Math.min(a.top - stage.top, stage.bottom - a.bottom);
      if (Math.min(across, down) < -1)
        found.push(`${name}: ${a.name} leaves the stage`);
      for (const b of labels.slice(i + 1)) if (over(a, b)) found.push(`${name}: ${a.name} lies on ${b.name}`);
    });
    const values = [...picture.querySelectorAll(".node .name, .node .values text")].map(boxOf);
    for (const message of picture.querySelectorAll(".message:not([data-under]) .body")) {
      const box = boxOf(message);
      for (const value of values) if (over(box, value)) found.push(`${name}: a message covers ${value.name}`);
    }
  }
  return { found, width: stage.width, height: stage.height };
}
"""


# The first message in flight, sent once more.
DUPLICATE = """
() => {
  const { session } = document.querySelector("lab-session");
  return session.command("duplicate_message", { message: Object.keys(session.store.view.messages)[0] });
}
"""


def intersect(a: FloatRect, b: FloatRect) -> bool:
    """Return whether two boxes share more than an edge."""
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return across > 1 and down > 1


def moment(name: str, session: Session) -> dict[str, Any]:
    """A moment of a run, with a model that it has broken."""
    view = session.snapshot()
    broken = [
        model for model, verdict in view["verdicts"].get("replicated", {}).items() if verdict["status"] == "violated"
    ]
    return {"name": name, "tick": session.simulation.now, "view": view, "broken": next(iter(broken), None)}


def generated() -> Iterator[dict[str, Any]]:
    """Moments of every protocol: of small clusters, of nine nodes with six clients, and with clocks of four digits."""
    for protocol, spec in sorted(PROTOCOLS.items()):
        for seed in range(SEEDS):
            scenario = scenarios(seed, protocol)
            if seed == 1:
                nodes = spec.nodes or NINE
                scenario = replace(scenario, nodes=nodes, clients=SIX, dials=spec.defaults(len(nodes)))
            session = Session(scenario, seed)
            play(session, seed, commands=25, ticks=1_500)
            shown = moment(f"{protocol} {seed}", session)
            if seed == 2:
                for node in shown["view"]["nodes"].values():
                    node["vector"] = [4_000 + entry for entry in node["vector"]]
            yield shown


def stale_reads() -> Iterator[dict[str, Any]]:
    """A stale read across a cut, a little later each time, with messages on their way."""
    for later in range(0, 200, 25):
        session = Session(catalogue()["stale-read"].scenario, later)
        session.apply(InvokeOperation(client="alice", node="n1", operation="write", key="x", value="1"))
        session.advance(1_000)
        session.apply(Partition((("n1", "n2", "n3"), ("n4", "n5"))))
        session.apply(InvokeOperation(client="alice", node="n1", operation="write", key="x", value="2"))
        session.advance(1_800)
        session.apply(InvokeOperation(client="bob", node="n4", operation="read", key="x", value=None))
        session.advance(2_000 + later)
        yield moment(f"stale read +{later}", session)


def forks() -> Iterator[dict[str, Any]]:
    """Forks of a run of each third protocol: up to half of it as it was, and other faults from there on."""
    for protocol in sorted(PROTOCOLS)[::3]:
        scenario = scenarios(0, protocol)
        log = play(Session(scenario, 0), 0, commands=25, ticks=1_500)
        earlier = [logged for logged in log if logged.position.tick < MIDDLE_TICK]
        fork = replay(scenario, 0, earlier, Position(MIDDLE_TICK))
        play(fork, 7, commands=15, ticks=2_000)
        yield moment(f"fork of {protocol}", fork)


@pytest.fixture(scope="module")
def moments() -> list[dict[str, Any]]:
    """Some moments of every kind."""
    return [*generated(), *stale_reads(), *forks()]


def test_no_label_lies_on_another_at_any_size(visit: Visit, moments: list[dict[str, Any]]) -> None:
    assert len(moments) >= MOMENTS_MIN
    page: Page = visit(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    open_lab(page)
    page.evaluate(SECOND_PICTURE)
    found = []
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for everything in (False, True):
            shown = page.evaluate(COLLISIONS, {"moments": moments, "all": everything})
            found += [f"{width}, {'all' if everything else 'basic'}: {each}" for each in shown["found"]]
    assert not found, "\n".join([f"{len(found)} collisions", *found[:40]])


def test_a_cut_puts_its_tool_away_so_that_the_next_click_chooses_a_node(lab: LabPage) -> None:
    lab.button("Cut").click()
    lab.drag(*lab.cut_line())
    expect(lab.page.locator(".region")).to_have_count(1)
    lab.node("n4").click()
    expect(lab.page.locator("node-actions .who")).to_have_text(re.compile(" at n4:$"))
    expect(lab.page.locator(".cut-picked")).to_be_hidden()


def test_picking_nodes_to_cut_off_leaves_an_earlier_cut_in_sight(lab: LabPage) -> None:
    lab.button("Cut").click()
    lab.drag(*lab.cut_line())
    expect(lab.page.locator(".region")).to_have_count(1)
    lab.button("Cut").click()
    lab.node("n1").click()
    expect(lab.page.locator(".region")).to_have_count(2)
    expect(lab.page.locator(".region-label").first).to_have_text(re.compile("^cut off since"))
    lab.button("Cut off n1").click()
    expect(lab.event("the cluster is partitioned: n1 | n2 n3 | n4 n5")).to_have_count(1)


@pytest.mark.parametrize("viewport", [(1440, 900), (1280, 720), (390, 844)], ids=["wide", "laptop", "phone"])
def test_the_box_of_actions_stands_beside_its_node_and_says_who_acts(visit: Visit, viewport: tuple[int, int]) -> None:
    page = visit(viewport={"width": viewport[0], "height": viewport[1]}, reduced_motion="reduce")
    lab = open_lab(page)
    for name in ("n1", "n2", "n3", "n4", "n5"):
        lab.node(name).click()
        expect(page.locator("node-actions .who")).to_have_text(f"alice at {name}:")
        box, stage = page.locator("node-actions").bounding_box(), page.locator("cluster-view").bounding_box()
        text = page.locator(f".node[data-node={name}] .values").bounding_box()
        assert box is not None
        assert stage is not None
        assert text is not None
        assert stage["x"] <= box["x"] <= stage["x"] + stage["width"] - box["width"]
        assert stage["y"] <= box["y"] <= stage["y"] + stage["height"] - box["height"]
        assert not intersect(box, text)


def test_messages_of_one_way_are_one_stack_of_which_each_can_be_taken(lab: LabPage) -> None:
    lab.pause()
    lab.invoke("write", "n1")
    for count in range(1, 4):
        expect(lab.page.locator(".message")).to_have_count(count)
        lab.page.evaluate(DUPLICATE)
    stack = lab.page.locator(".message:not([data-under])").filter(has_text="×4")
    expect(stack).to_have_count(1)
    stack.hover()
    expect(lab.page.locator(".message[data-under]")).to_have_count(0)
    for each in lab.page.locator(".message .body").all():
        each.hover(trial=True)


def test_the_stage_says_that_it_shows_the_past_and_nothing_moves(lab: LabPage) -> None:
    lab.invoke("write", "n1")
    expect(lab.operation("alice#1")).to_contain_text("ok")
    lab.pause()
    before = lab.page.locator("cluster-view").bounding_box()
    lab.page.keyboard.press(",")
    expect(lab.page.locator(".past-note")).to_have_text(re.compile(r"^\d+\.\d{3} s, the past$"))
    assert lab.page.locator("cluster-view").bounding_box() == before
