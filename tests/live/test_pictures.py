"""Pictures of clusters: what is there is drawn, within the frame, and texts are escaped."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from apps.labs.catalogue import catalogue
from apps.labs.lab import Lab
from apps.labs.looking_back.thumbnail import thumbnail
from apps.labs.run.session import Session
from apps.labs.signature import run_signature
from apps.live.pictures.cluster import (
    DrawnCluster,
    DrawnMessage,
    DrawnNode,
    cluster_of_thumbnail,
    cluster_of_view,
    draw,
)
from apps.live.pictures.labs import lab_picture
from apps.simulation.commands import InvokeOperation

LABS = list(catalogue().values())


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.slug)
def test_a_picture_has_every_node_within_its_frame(lab: Lab) -> None:
    drawn = ElementTree.fromstring(lab_picture(lab.slug))
    _, _, width, height = map(float, drawn.attrib["viewBox"].split())
    circles = list(drawn.iter("circle"))
    assert len(circles) == len(lab.scenario.nodes)
    for circle in circles:
        x, y, radius = (float(circle.attrib[name]) for name in ("cx", "cy", "r"))
        assert radius <= x <= width - radius
        assert radius <= y <= height - radius
    for box in drawn.iter("rect"):
        assert 0 <= float(box.attrib["x"]) <= width - float(box.attrib["width"])


def test_the_picture_of_the_stale_read_has_the_cut_and_the_read() -> None:
    lab = catalogue()["stale-read"]
    drawn = lab_picture(lab.slug)
    assert 'data-outcome="stale"' in drawn
    assert ">reads 1<" in drawn
    assert ">x = 2<" in drawn
    assert drawn.count('class="region"') == 1


def test_a_stored_run_is_drawn_with_its_cut_and_who_has_the_newest() -> None:
    lab = catalogue()["stale-read"]
    session = run_signature(lab.scenario, lab.signature)
    cluster = cluster_of_thumbnail(lab.scenario.nodes, thumbnail(session))
    assert [node.value for node in cluster.nodes] == ["●", "●", "○", "○", "●"]
    assert cluster.groups == cluster_of_view(session.snapshot(), lab.signature.tick).groups
    assert 'class="region"' in draw(cluster)


@pytest.mark.parametrize("value", ["[", "[]", "[1", '["a","b"]', "[" * 64])
def test_a_written_value_is_drawn_whatever_it_looks_like(value: str) -> None:
    lab = catalogue()["stale-read"]
    session = Session(lab.scenario, 1)
    session.apply(InvokeOperation(client="alice", node="n1", operation="write", key="x", value=value))
    session.advance(500)
    cluster = cluster_of_view(session.snapshot(), 500)
    assert cluster.operations[0].text.startswith(f"x = {value}"[:8])


def test_texts_of_a_picture_are_escaped() -> None:
    node = DrawnNode(name="<b>", status="up", value="</svg>")
    message = DrawnMessage(source=0, target=1, part=0.5, category='"<', lost=False, label="<i>&")
    drawn = draw(DrawnCluster(nodes=(node, node), messages=(message,)))
    assert "<b>" not in drawn
    assert "</svg><" not in drawn
    assert "<i>" not in drawn
    ElementTree.fromstring(drawn)
