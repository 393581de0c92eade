"""The page of the models: each with the smallest history that breaks it, judged by the checker, drawn, and to play."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client

from apps.consistency import VIOLATED
from apps.consistency.history import Operation
from apps.consistency.models import MODELS
from apps.live.consistency.counterexamples import counterexample, example_picture, judged_example
from apps.live.examples.example import Example
from apps.live.pictures.history import draw_history

pytestmark = pytest.mark.django_db


def example_of(model: str) -> Example:
    found = counterexample(model)
    assert found is not None, "write a history that breaks it into apps/live/examples/models.py"
    return found


@pytest.mark.parametrize("model", MODELS)
def test_the_checker_finds_every_counterexample_to_break_its_model(model: str) -> None:
    verdict = judged_example(example_of(model))
    assert verdict.status == VIOLATED
    assert verdict.operations


@pytest.mark.parametrize("model", MODELS)
def test_the_bars_that_are_marked_are_those_that_the_checker_names(model: str) -> None:
    drawn = ElementTree.fromstring(example_picture(example_of(model)))
    bars = [bar for bar in drawn.iter("g") if bar.attrib.get("class") == "operation"]
    assert len(bars) == example_of(model).text.count('"process"')
    assert sum("data-violating" in bar.attrib for bar in bars) == len(judged_example(example_of(model)).operations)


@pytest.mark.parametrize("model", MODELS)
def test_bars_lie_within_the_picture_and_words_are_large_enough_to_read(model: str) -> None:
    drawn = ElementTree.fromstring(example_picture(example_of(model)))
    width = float(drawn.attrib["viewBox"].split()[2])
    for box in drawn.iter("rect"):
        assert float(box.attrib["x"]) + float(box.attrib["width"]) <= width
    assert min(float(text.attrib["font-size"]) for text in drawn.iter("text")) >= 7


@pytest.mark.parametrize("model", MODELS)
def test_a_counterexample_opens_in_the_judge(client: Client, model: str) -> None:
    card = client.get("/models/").content.decode().split(f'id="{model}"')[1].split("</article>")[0]
    address = f"/check/examples/{example_of(model).slug}/"
    assert f'href="{address}"' in card
    assert "history-picture" in card
    assert client.get(address).status_code == 200


def test_texts_of_a_history_are_escaped() -> None:
    made = Operation(
        operation="#1", process="<b>", action="write", key="<x>", value="</g>", invoked=0, completed=1, status="ok"
    )
    drawn = draw_history([made], ["#1"])
    assert "<b>" not in drawn
    assert "</g> " not in drawn
    assert "&lt;/g&gt;" in "".join(drawn.split())
