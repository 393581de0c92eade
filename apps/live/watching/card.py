"""The card of what somebody broke: one picture with the cluster, what was broken, when, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from textwrap import wrap
from typing import Any

from apps.consistency import MODELS, REPLICATED, VIOLATED
from apps.labs.looking_back.score import score
from apps.labs.run.session import Session
from apps.live.pictures.cluster import cluster_of_view, draw

WIDTH, HEIGHT = 1200, 630
HEADLINE_CHARS, LINES_MAX = 22, 6
TEXT = 'font-family="Inter, system-ui, sans-serif" fill="#0f1b2d"'


def headline(session: Session) -> str:
    """Return what was broken, how soon, and with what, in one sentence that is true of the run."""
    simulation = session.simulation
    nodes, changes = len(simulation.nodes), len(simulation.operations)
    broken = _strongest_broken(session)
    taken = [command for _, command in simulation.applied] + [command for _, command in session.scenario.script]
    faults = score(taken).faults
    what = "give a stale answer" if session.judgement.stale else f"break {broken}" if broken else "do this"
    with_faults = f"{faults} fault{'s' * (faults != 1)}"
    return (
        f"I made {nodes} replicas {what} with {with_faults} and {changes} operations,"
        f" {simulation.now / 1000:.1f} s into the run."
    )


def card(view: Mapping[str, Any], tick: int, words: str, css: str, address: str) -> str:
    """Return the card as an SVG document: the view of a run at a tick, under the `words`.

    `css` styles the picture of the cluster; `address` is where the run is.
    """
    picture = draw(cluster_of_view(view, tick))
    lines = wrap(words, HEADLINE_CHARS)[:LINES_MAX]
    text = "".join(
        f'<text x="60" y="{180 + 56 * number}" font-size="42" font-weight="700" {TEXT}>{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    place = address.split("://", maxsplit=1)[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f"<style>{css}</style>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f3f5f8"/>'
        f'<text x="60" y="100" font-size="32" font-weight="650" {TEXT}>Lightcone</text>{text}'
        f'<rect x="640" y="70" width="510" height="420" rx="24" fill="#fff"/>'
        f'<svg x="655" y="120" width="480" height="320">{picture}</svg>'
        f'<text x="60" y="575" font-size="22" {TEXT}>Watch it, or do it better: {escape(place)}</text>'
        "</svg>"
    )


def _strongest_broken(session: Session) -> str:
    judgement = session.judgement
    question = REPLICATED if REPLICATED in judgement.questions else next(iter(judgement.questions), None)
    if question is None:
        return ""
    for name in MODELS:
        if name in session.snapshot()["verdicts"][question] and judgement.verdict(question, name).status == VIOLATED:
            return MODELS[name].title
    return ""
