"""The stage of a lab: its labels keep apart, at every size and in every moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page

from apps.labs.protocols import PROTOCOLS
from apps.labs.run.session import Session
from apps.simulation.commands import InvokeOperation
from apps.simulation.faults.partition import Partition
from tests.browser.conftest import Visit
from tests.browser.lab_page import open_lab
from tests.schedules import play, scenarios

SIZES = [(1440, 900), (1280, 720), (1024, 768), (768, 1024), (390, 844)]
NINE = tuple(f"n{number}" for number in range(1, 10))
SIX = ("alice", "bob", "carol", "dave", "erin", "frank")
SEEDS = 3
MOMENTS_MIN = 60

# A second picture of the cluster over the page's own, with a timeline of its own, which is given one moment after another.
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
  const LABELS = ".node .name, .node .values text, .badge rect, .client rect, .region-label rect, .late-message rect, .vector";
  const over = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const boxOf = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const inset = element.tagName === "text" ? 2 : 0;
    return { left, right, top: top + inset, bottom: bottom - inset, name: `${element.parentNode.textContent}|${element.textContent}` };
  };
  const found = [];
  moments.forEach(({ name, ...frame }, run) => {
    host.session.clock.jump({ tick: frame.tick, playing: false, speed_per_mille: 1000 }, performance.now());
    host.session.chosen.set({ model: frame.broken ?? null });
    host.session.store.replace({ ...frame, run, seq: 1, role: { kind: "owner", client: null }, lab: null, log: [], playing: false, speed_per_mille: 1000 });
    const labels = [...picture.querySelectorAll(LABELS)].filter((each) => each.getBoundingClientRect().width).map(boxOf);
    labels.forEach((a, i) => {
      if (a.left < stage.left - 1 || a.right > stage.right + 1 || a.top < stage.top - 1 || a.bottom > stage.bottom + 1)
        found.push(`${name}: ${a.name} leaves the stage`);
      for (const b of labels.slice(i + 1)) if (over(a, b)) found.push(`${name}: ${a.name} lies on ${b.name}`);
    });
    const values = [...picture.querySelectorAll(".node .name, .node .values text")].map(boxOf);
    for (const message of picture.querySelectorAll(".message:not([data-under]) .body")) {
      const box = boxOf(message);
      for (const value of values) if (over(box, value)) found.push(`${name}: a message covers ${value.name}`);
    }
  });
  return { found, width: stage.width, height: stage.height };
}
"""


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
        session = Session(replace(scenarios(1, "quorum"), nodes=NINE[:5], dials={**PROTOCOLS["quorum"].defaults(5), "r": 1, "w": 1}), later)
        session.apply(InvokeOperation("alice", "n1", "write", "x", "1"))
        session.advance(1_000)
        session.apply(Partition((("n1", "n2", "n3"), ("n4", "n5"))))
        session.apply(InvokeOperation("alice", "n1", "write", "x", "2"))
        session.advance(1_800)
        session.apply(InvokeOperation("bob", "n4", "read", "x", None))
        session.advance(2_000 + later)
        yield moment(f"stale read +{later}", session)


@pytest.fixture(scope="module")
def moments() -> list[dict[str, Any]]:
    """Some moments of every kind."""
    return [*generated(), *stale_reads()]


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
