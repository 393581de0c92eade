"""An exercise made in the browser, as a file: JSON that goes from class to class, and a lesson of one step once read.

    {"format": "lightcone-exercise", "version": 1, "title": "…", "question": "…", "task": Markdown,
     "explanation": Markdown, "hints": ["…"], "starts_paused": true, "scenario": {…},
     "prediction": null | {"question": "…", "options": [{"text": "…", "right": true, "because": "…"}]},
     "goals": [{"title": "…", "predicate": "stale_read", "terms": {}, "protocol": "", "dials": {}}]}

The scenario is one that `labs.run.scenario` writes, its faults a script in it. A file may come from anyone: everything
is checked by the rules that commands and lessons obey, and every mistake is an ExerciseError, in words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from apps.labs.goals import PREDICATES
from apps.labs.goals.goal import Goal, GoalError, check_terms
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import begin
from apps.live.lab.scenario_file import read_scenario
from apps.live.lab.wire import WireError
from apps.protocols.dials import DialError
from apps.simulation import CommandError
from apps.tutorials.course import sources
from apps.tutorials.lesson import Lesson, Option, Question, RunGoal, Step
from apps.tutorials.reading.blocks import PARSER
from apps.tutorials.reading.step_blocks import ask_once

FORMAT, VERSION = "lightcone-exercise", 1
STEP = "step"
"""The name of its only step."""

TEXT_CHARS_MAX = {"title": 80, "question": 200}
MARKDOWN_CHARS_MAX = {"task": 4_000, "explanation": 4_000}
LINE_CHARS_MAX = 400
WORKLOAD_TICKS, TRIED_TICKS, TRIED_EVENTS_MAX = 300, 4_000, 600
"""The bounds of the run in which a goal is tried, whose clients act by themselves."""

GOALS_MAX, OPTIONS_MAX, HINTS_MAX = 8, 6, 2


class ExerciseError(Exception):
    """An exercise that cannot be, and why, in a sentence."""


def checked(members: Any) -> dict[str, Any]:
    """An exercise file's members, if all of it can be; raises ExerciseError."""
    if not isinstance(members, dict) or members.get("format") != FORMAT:
        raise ExerciseError("This is no exercise of Lightcone: its “format” is missing.")
    if members.get("version") != VERSION:
        raise ExerciseError("This exercise was written by another version of Lightcone, which cannot be read here.")
    _check_characters(members)
    scenario = _scenario(members.get("scenario"))
    goals = [_goal(scenario, each) for each in _list(members, "goals", GOALS_MAX)]
    kept = {
        **{name: _text(members, name, most) for name, most in TEXT_CHARS_MAX.items()},
        **{name: _markdown(members, name, most) for name, most in MARKDOWN_CHARS_MAX.items()},
        "hints": [_line(each, "A hint") for each in _list(members, "hints", HINTS_MAX)],
        "starts_paused": members.get("starts_paused") is not False,
        "prediction": _prediction(members.get("prediction")),
        "goals": goals,
        "scenario": _plain(scenario),
    }
    if not kept["title"]:
        raise ExerciseError("An exercise needs a title.")
    return {"format": FORMAT, "version": VERSION, **kept}


def _check_characters(members: Mapping[str, Any]) -> None:
    """Refuse half of a character: no page and no file could show it."""
    try:
        json.dumps(members, ensure_ascii=False).encode()
    except (UnicodeEncodeError, ValueError, RecursionError):
        raise ExerciseError("There is a character in it that cannot be written, as half of an emoji.") from None


def _markdown(members: Mapping[str, Any], name: str, most: int) -> str:
    """Return a text whose links lead somewhere: to a paper of the course, or to a page."""
    text = _text(members, name, most)
    for token in PARSER.parse(text):
        for child in token.children or ():
            address = str(child.attrGet("href") or "https:")
            if not address.startswith("https:") and address.removeprefix("source:") not in sources():
                raise ExerciseError(f"A link of the {name} leads to https://…, not to {address[:60]}.")
    return text


def _text(members: Mapping[str, Any], name: str, most: int) -> str:
    value = members.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise ExerciseError(f"The {name} has to be a text of at most {most:,} characters.")
    return value.strip()


def _line(value: Any, what: str) -> str:
    if not isinstance(value, str) or not 0 < len(value.strip()) <= LINE_CHARS_MAX:
        raise ExerciseError(f"{what} has to be a text of 1 to {LINE_CHARS_MAX} characters.")
    return value.strip()


def _list(members: Mapping[str, Any], name: str, most: int) -> list[Any]:
    value = members.get(name, [])
    if not isinstance(value, list) or len(value) > most:
        raise ExerciseError(f"The {name} have to be a list of at most {most}.")
    return value


def _scenario(members: Any) -> Scenario:
    try:
        return read_scenario(members)
    except (CommandError, DialError, WireError) as error:
        raise ExerciseError(f"This cluster cannot be: {error.message}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExerciseError(f"This cluster cannot be read: {error}") from None


def _prediction(members: Any) -> dict[str, Any] | None:
    if members is None:
        return None
    if not isinstance(members, dict):
        raise ExerciseError("The prediction has to be a question with options, or null.")
    options = [_option(each) for each in _list(members, "options", OPTIONS_MAX)]
    if len(options) < 2 or sum(option["right"] for option in options) != 1:
        raise ExerciseError("A prediction needs two to six answers, of which exactly one is right.")
    return {"question": _line(members.get("question"), "The question to predict"), "options": options}


def _option(members: Any) -> dict[str, Any]:
    if not isinstance(members, dict):
        raise ExerciseError("An answer has a text, and says whether it is right.")
    because = members.get("because", "")
    return {
        "text": _line(members.get("text"), "An answer"),
        "right": members.get("right") is True,
        "because": _line(because, "What is said of an answer") if because else "",
    }


def _goal(scenario: Scenario, members: Any) -> dict[str, Any]:
    if not isinstance(members, dict) or str(members.get("predicate")) not in PREDICATES:
        raise ExerciseError("A goal names a predicate that there is. Choose it from the list.")
    terms, dials = members.get("terms", {}), members.get("dials", {})
    if not isinstance(terms, dict) or not isinstance(dials, dict) or not isinstance(members.get("protocol", ""), str):
        raise ExerciseError("A goal's terms and dials are objects by name, its protocol is a name.")
    title = _line(members.get("title"), "What a goal asks for")
    goal = Goal(
        name="goal", title=title, predicate=members["predicate"], terms=terms,
        protocol=members.get("protocol", ""), dials=dials,
    )  # fmt: skip
    try:
        check_terms(PREDICATES[goal.predicate], goal.terms)
        ask_once(scenario, goal)
        _try(scenario, goal)
    except (GoalError, DialError) as error:
        raise ExerciseError(f"The goal “{title}” cannot be asked for here: {error}") from None
    return {"title": title, "predicate": goal.predicate, "terms": terms, "protocol": goal.protocol, "dials": dials}


def _try(scenario: Scenario, goal: Goal) -> None:
    """Ask for a goal all through a busy run: one that names what is not there must fail here, not in class."""
    session = begin(replace(scenario, goals=(goal,), workload_interval_ticks=WORKLOAD_TICKS), 1)
    try:
        session.advance(TRIED_TICKS, events_max=TRIED_EVENTS_MAX)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        raise GoalError(f"it asks for something that is not there ({error}).") from None


# As a lesson


def read_exercise(slug: str, made: Mapping[str, Any]) -> Lesson:
    """The lesson of one step that a checked exercise is."""
    goals = tuple(Goal(name=f"goal-{number}", **goal) for number, goal in enumerate(made["goals"], 1))
    asked = made["prediction"]
    step = Step(
        slug=STEP,
        title=made["title"],
        task=PARSER.render(made["task"] or made["question"]),
        scenario=replace(Scenario.from_json(made["scenario"]), goals=goals),
        starts_paused=made["starts_paused"],
        opens="",
        prediction=asked
        and Question(text=asked["question"], options=tuple(Option(**o, run="") for o in asked["options"])),
        goals=tuple(RunGoal(goal=goal, replay_of="") for goal in goals),
        deeds=(),
        see=None,
        explain=None,
        hints=tuple(made["hints"]),
        solution=None,
        wrong_ways=(),
        explanation=PARSER.render(made["explanation"]),
    )
    return Lesson(
        slug=slug,
        unit=-1,
        order=0,
        title=made["title"],
        question=made["question"] or made["title"],
        minutes=0,
        lab="",
        needs=(),
        introduction=PARSER.render(made["task"]),
        steps=(step,),
        transfer=None,
        runs={},
        sources=(),
    )


def from_scenario(scenario: Scenario, *, title: str, question: str, task: str, starts_paused: bool) -> dict[str, Any]:
    """An exercise with a cluster, and nothing yet asked in it."""
    return checked(
        {
            "format": FORMAT,
            "version": VERSION,
            "title": title,
            "question": question,
            "task": task,
            "explanation": "",
            "hints": [],
            "starts_paused": starts_paused,
            "prediction": None,
            "goals": [],
            "scenario": _plain(scenario),
        }
    )


def _plain(scenario: Scenario) -> dict[str, Any]:
    """A cluster as a file has it: with lists, and without goals."""
    members: dict[str, Any] = json.loads(json.dumps(replace(scenario, goals=()).to_json()))
    return members
