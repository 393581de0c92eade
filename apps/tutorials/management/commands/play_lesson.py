"""`play_lesson SLUG [STEP]`: what a lesson's solutions, wrong ways and runs come to. For those who write lessons."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.labs.goals.goal import Reached
from apps.labs.run.session import begin
from apps.tutorials.course import lessons
from apps.tutorials.lesson import Acts, Step
from apps.tutorials.playing import Outcome, play_acts, play_shown


class Command(BaseCommand):
    """Play the acts of a lesson, and say of every goal whether it is reached, and why not."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's arguments."""
        parser.add_argument("slug", help="the lesson's folder")
        parser.add_argument("step", nargs="?", default="", help="only this step (its title as in the address)")
        parser.add_argument("--events", action="store_true", help="print every event of the solution as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry it out."""
        lesson = lessons().get(options["slug"])
        if lesson is None:
            raise CommandError(f"There is no lesson {options['slug']!r}. There are {', '.join(lessons())}.")
        for step in lesson.steps:
            if options["step"] in ("", step.slug) and step.solution is not None:
                self._step(step, step.solution, events=options["events"])
        for run in lesson.runs.values() if not options["step"] else ():
            self.stdout.write(self.style.MIGRATE_HEADING(f"\nrun {run.name}: {run.title}"))
            self._say(play_shown(run))

    def _step(self, step: Step, solution: Acts, *, events: bool) -> None:
        self.stdout.write(self.style.MIGRATE_HEADING(f"\n{step.slug}"))
        self.stdout.write("nothing done:")
        self._say(play_acts(step, Acts(acts=(), until_tick=solution.until_tick, seed=solution.seed)))
        for number, acts in enumerate(step.wrong_ways, 1):
            self.stdout.write(f"wrong way {number}:")
            self._say(play_acts(step, acts))
        self.stdout.write("solution:")
        self._say(play_acts(step, solution))
        if events:
            self._events(step, solution)

    def _say(self, outcome: Outcome) -> None:
        for sentence in outcome.refused:
            self.stdout.write(self.style.ERROR(f"  refused: {sentence}"))
        for name, found in outcome.findings.items():
            if isinstance(found, Reached):
                evidence = ", ".join([*found.operations, *(f"event {seq}" for seq in found.events)])
                self.stdout.write(self.style.SUCCESS(f"  {name}: reached. {found.text} [{evidence}]"))
            else:
                self.stdout.write(f"  {name}: not yet. {found.because}")

    def _events(self, step: Step, solution: Acts) -> None:
        for number, run in enumerate(solution.runs(step.scenario), 1):
            self.stdout.write(f"run {number}:")
            session = begin(run.scenario, solution.seed, self._write_events)
            session.advance(run.until_tick)

    def _write_events(self, events: list[dict[str, Any]]) -> None:
        for event in events:
            self.stdout.write(f"  {event['tick']:>6} ms  {event['seq']:>4}  {event['text']}")
