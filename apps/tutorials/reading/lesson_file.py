"""One `lesson.md`, read into a Lesson; every mistake is a LessonError with its line.

1. A level-1 heading is the question; a `lesson` block says the rest of what the course map shows.
2. Prose before the first level-2 heading introduces. Each level-2 heading begins a step, or, named «Transfer», the last
   question.
3. In a step, prose is the task; after the level-3 heading «Explanation» it is what was to be understood.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from apps.labs.catalogue import catalogue
from apps.tutorials.lesson import Lesson, Question, Step
from apps.tutorials.reading.acts import read_acts
from apps.tutorials.reading.blocks import Block, Heading, LessonError, Link, Part, Prose, read_parts
from apps.tutorials.reading.fields import Fields
from apps.tutorials.reading.step_blocks import (
    read_deed,
    read_explain,
    read_goal,
    read_hints,
    read_question,
    read_run,
    read_scenario,
    read_see,
)

TRANSFER = "Transfer"
EXPLANATION = "Explanation"
STEP_BLOCKS = ("cluster", "predict", "goal", "deed", "see", "explain", "hints", "solution", "wrong", "run")


def read_lesson(file: Path, shown: str, sources: Collection[str], units: Collection[int]) -> Lesson:
    """Return the lesson of a file; mistakes name the file as `shown`.

    `sources` are the names that can be cited, `units` the numbers of the course's units. Raises LessonError.
    """
    reader = _Reader(shown, read_parts(shown, file.read_text(encoding="utf-8")), sources, units)
    return reader.lesson(file.parent.name)


def slug_of(title: str) -> str:
    """A title as part of an address."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


class _Reader:
    def __init__(self, file: str, parts: list[Part], sources: Collection[str], units: Collection[int]) -> None:
        self.file = file
        self.parts = parts
        self.sources = sources
        self.units = units
        self.runs = {run.name: run for run in (read_run(block) for block in self._blocks(parts, "run"))}

    def lesson(self, slug: str) -> Lesson:
        head, *sections = list(self._sections())
        heading = head[0] if head else None
        if not isinstance(heading, Heading) or heading.level != 1:
            raise self.error(1, "A lesson begins with its question, as a heading: # When can a read miss a write?")
        fields = Fields(self._one(head, "lesson", heading.line))
        about: dict[str, Any] = {
            "unit": fields.integer("unit"),
            "order": fields.integer("order"),
            "title": fields.text("title"),
            "minutes": fields.integer("minutes"),
            "lab": fields.text("lab"),
            "needs": fields.texts("needs", ()),
            "sources": fields.texts("sources", ()),
        }
        fields.done()
        self._check_about(fields, about)
        steps = tuple(self._step(section) for section in sections if self._title(section) != TRANSFER)
        transfers = [section for section in sections if self._title(section) == TRANSFER]
        if not steps or len(transfers) != 1:
            raise self.error(heading.line, "A lesson has steps (## …) and, at its end, one ## Transfer.")
        self._check_links()
        return Lesson(
            slug=slug,
            question=heading.text,
            introduction=self._prose(head),
            steps=steps,
            transfer=self._transfer(transfers[0]),
            runs=self.runs,
            **about,
        )

    # Sections

    def _sections(self) -> Iterator[list[Part]]:
        section: list[Part] = []
        for part in self.parts:
            if isinstance(part, Heading) and part.level == 2:
                yield section
                section = []
            section.append(part)
        yield section

    @staticmethod
    def _title(section: list[Part]) -> str:
        heading = section[0]
        assert isinstance(heading, Heading)
        return heading.text

    def _step(self, section: list[Part]) -> Step:
        heading = section[0]
        assert isinstance(heading, Heading)
        task, explanation = self._halves(section)
        for part in section:
            if isinstance(part, Block) and part.kind not in STEP_BLOCKS:
                raise part.error(f"There is no block {part.kind!r}. There are {', '.join(STEP_BLOCKS)}.")
        cluster = self._one(section, "cluster", heading.line)
        goals = tuple(read_goal(block) for block in self._blocks(section, "goal"))
        deeds = tuple(read_deed(block) for block in self._blocks(section, "deed"))
        scenario, starts_paused, opens = read_scenario(cluster, tuple(each.goal for each in goals))
        sees = self._blocks(section, "see")
        predictions = self._blocks(section, "predict")
        explains = self._blocks(section, "explain")
        step = Step(
            slug=slug_of(heading.text),
            title=heading.text,
            task=self._prose(task),
            scenario=scenario,
            starts_paused=starts_paused,
            opens=opens,
            prediction=self._question(predictions[0]) if predictions else None,
            goals=goals,
            deeds=deeds,
            see=read_see(sees[0], tuple(each.goal.name for each in goals)) if sees else None,
            explain=read_explain(explains[0]) if explains else None,
            hints=read_hints(self._one(section, "hints", heading.line)),
            solution=read_acts(self._one(section, "solution", heading.line)),
            wrong_ways=tuple(read_acts(block) for block in self._blocks(section, "wrong")),
            explanation=self._prose(explanation),
        )
        self._check_step(step, heading.line)
        return step

    def _check_step(self, step: Step, line: int) -> None:
        names = step.goal_names
        if not names:
            raise self.error(line, f"The step {step.title!r} has no goal.")
        if len(set(names)) < len(names):
            raise self.error(line, f"Two goals of the step {step.title!r} have one name.")
        if not step.explanation:
            raise self.error(line, f"The step {step.title!r} lacks its ### {EXPLANATION}.")
        if step.goals and not step.wrong_ways:
            raise self.error(line, f"The step {step.title!r} lacks a wrong way (a block `wrong`), for its test.")
        for goal in step.goals:
            if goal.replay_of and goal.replay_of not in names:
                raise self.error(line, f"replay_of names {goal.replay_of!r}, which is no goal of the step.")

    def _halves(self, section: list[Part]) -> tuple[list[Part], list[Part]]:
        for at, part in enumerate(section):
            if isinstance(part, Heading) and part.level == 3:
                if part.text != EXPLANATION:
                    raise self.error(part.line, f"Within a step there is one heading: ### {EXPLANATION}.")
                return section[:at], section[at + 1 :]
        return section, []

    def _transfer(self, section: list[Part]) -> Question:
        heading = section[0]
        assert isinstance(heading, Heading)
        question = self._question(self._one(section, "predict", heading.line))
        return Question(text=self._prose(section) + f"<p>{question.text}</p>", options=question.options)

    def _question(self, block: Block) -> Question:
        question = read_question(block)
        for option in question.options:
            if option.run and option.run not in self.runs:
                raise block.error(f"There is no run {option.run!r} in this lesson.", "run")
        return question

    # Parts

    @staticmethod
    def _blocks(parts: list[Part], kind: str) -> list[Block]:
        return [part for part in parts if isinstance(part, Block) and part.kind == kind]

    def _one(self, parts: list[Part], kind: str, line: int) -> Block:
        found = self._blocks(parts, kind)
        if len(found) != 1:
            raise self.error(line, f"One block `{kind}` is needed here; there are {len(found)}.")
        return found[0]

    @staticmethod
    def _prose(parts: list[Part]) -> str:
        return "".join(part.html for part in parts if isinstance(part, Prose))

    # Checks

    def _check_about(self, fields: Fields, about: dict[str, Any]) -> None:
        unit, sources = about["unit"], about["sources"]
        if about["lab"] not in catalogue():
            raise fields.error(f"There is no lab {about['lab']!r}. There are: {', '.join(catalogue())}.", "lab")
        if unit not in self.units:
            raise fields.error(f"There is no unit {unit}. There are {', '.join(map(str, self.units))}.", "unit")
        unknown = [name for name in sources if name not in self.sources]
        if unknown:
            offered = ", ".join(sorted(self.sources))
            raise fields.error(f"There is no source {unknown[0]!r}. There are: {offered}.", "sources")

    def _check_links(self) -> None:
        known = {"run": set(self.runs), "source": set(self.sources)}
        for link in self._links():
            if link.kind in known and link.name not in known[link.kind]:
                offered = ", ".join(sorted(known[link.kind])) or "none"
                raise self.error(link.line, f"There is no {link.kind} {link.name!r}. There are: {offered}.")

    def _links(self) -> Iterator[Link]:
        for part in self.parts:
            if isinstance(part, Prose):
                yield from part.links

    def error(self, line: int, message: str) -> LessonError:
        return LessonError(self.file, line, message)
