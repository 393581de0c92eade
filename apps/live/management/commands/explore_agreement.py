"""Explore every run of an agreement protocol from one beginning, and store what breaks an invariant as labs.

    python manage.py explore_agreement --protocol two_phase_commit --exploration crash

Prints how many worlds there are and, for every invariant that one of them breaks, the link of a lab that plays the
shortest way there. What is not found is not there, provided that the space was explored whole.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.urls import reverse

from apps.agreement.explore import Explored, Found, explore
from apps.agreement.question import Question, question_of
from apps.labs.find.found_path import SEED, Unplayable, play
from apps.labs.protocols import agreements
from apps.live.lab.log import create_found_lab
from apps.live.management.job import Progress, add_job_argument, begin_job, tell
from apps.live.management.migrating import migrate_if_needed
from apps.live.upkeep.disk_room import NoRoomError
from apps.protocols.pictures import Exploration
from apps.protocols.spec import ProtocolSpec

EXIT_BAD_INPUT = 2
WORLDS_MAX = 250_000


class Command(BaseCommand):
    help = "Explores every run of an agreement protocol from one beginning."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--protocol", required=True, help=", ".join(explored_protocols()))
        parser.add_argument("--exploration", required=True, help="which space of runs")
        parser.add_argument("--dials", default="{}", help="dials as JSON; the others at their defaults")
        parser.add_argument("--owner", default="", help="whose labs they become (nobody's: open to whoever has a link)")
        add_job_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        question, exploration = self._asked(options)
        if options["job"]:
            begin_job()
        else:
            migrate_if_needed()
        progress = Progress(sys.stderr, job=options["job"])
        explored = explore(
            question,
            worlds_max=WORLDS_MAX,
            report=lambda done, waiting: progress.show(done, done + waiting, f"{done:,} worlds known"),
        )
        progress.end()
        found = [_stored(question, exploration, each, options["owner"]) for each in explored.broken()]
        result = {**_counts(explored), "title": exploration.title, "found": found}
        if options["job"]:
            tell(result=result)
        else:
            self._print(result)

    def _asked(self, options: Mapping[str, Any]) -> tuple[Question, Exploration]:
        protocol = agreements().get(options["protocol"])
        spaces = {each.name: each for each in protocol.explorations} if protocol else {}
        exploration = spaces.get(options["exploration"])
        if protocol is None or exploration is None:
            self.stderr.write(_refusal(protocol, spaces))
            raise SystemExit(EXIT_BAD_INPUT)
        return question_of(protocol, exploration, json.loads(options["dials"])), exploration

    def _print(self, result: Mapping[str, Any]) -> None:
        whole = "" if result["is_complete"] else " and more: not explored whole"
        self.stdout.write(f"{result['worlds']:,} worlds{whole}, {result['transitions']:,} transitions.")
        for each in result["found"]:
            self.stdout.write(f"{each['title']} is broken after {each['moves']} moves: {each['text']}")
            if each["lab"]:
                path = reverse("found_run", args=[each["lab"]])
                self.stdout.write(f"  {settings.SERVED_URL}{path}")


def explored_protocols() -> list[str]:
    """Return the protocols that have a space of runs small enough to be explored whole."""
    return [name for name, protocol in agreements().items() if protocol.explorations]


def _refusal(protocol: ProtocolSpec | None, spaces: Iterable[str]) -> str:
    if protocol is None:
        return f"There is no such protocol: there are {', '.join(explored_protocols())}"
    if not protocol.explorations:
        offered = ", ".join(explored_protocols())
        return f"The runs of {protocol.name} are too many to be explored whole; those of these are not: {offered}"
    return f"There is no such exploration: there are {', '.join(spaces)}"


def _counts(explored: Explored) -> dict[str, Any]:
    return {
        "worlds": len(explored.worlds),
        "transitions": explored.transitions,
        "is_complete": explored.is_complete,
        "invariants": len(explored.question.protocol.invariants),
    }


def _stored(question: Question, exploration: Exploration, found: Found, owner: str) -> dict[str, Any]:
    title = f"{question.protocol.title}: {found.invariant.title.lower()} broken"
    brief = (
        f"The shortest run that breaks it, found among every run in which: {exploration.title.lower()}."
        f" {found.finding.text}"
    )
    try:
        scenario = play(question, found.path).scenario
        lab = create_found_lab(scenario, SEED, owner=owner, title=title, brief=brief, playing=True).pk
    except (Unplayable, NoRoomError):  # what was found is told without a lab to play it in
        lab = None
    return {"title": found.invariant.title, "text": found.finding.text, "moves": len(found.path), "lab": lab}
