"""Find a run that breaks a model, shrink it, and store it as a lab.

    python manage.py find_violation --protocol quorum --model linearizable --R 1 --W 1 --seeds 500

Tries random schedules of operations and faults, one a seed, until one breaks the model; then leaves out whatever is not
needed. Prints the link of the lab, which plays the run from its start. Exit code 1 if no seed breaks it: that is no
proof that none does.

`--distributed` has the task workers try the seeds, in ranges of a few. The run that is found is the same.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.urls import reverse

from apps.consistency import MODELS, Verdict, implied, models_of
from apps.consistency.models import QUESTIONS
from apps.labs.find.schedule import fault_kinds
from apps.labs.find.search import INVARIANT, Found, default_question, find_violation, pieces
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.narration import command_text
from apps.labs.run.scenario import Scenario
from apps.live.jobs.parts import Part, Results, refuse_without_workers, spread
from apps.live.lab.log import create_found_lab
from apps.live.management.job import Progress, add_job_argument, begin_job, refuse, tell
from apps.live.management.migrating import migrate_if_needed
from apps.live.upkeep.disk_room import NoRoomError
from apps.protocols.dials import ChoiceDial, Dial, DialError, DialValue, IntegerDial
from apps.protocols.spec import ProtocolSpec
from apps.simulation.bounds import NODES_MAX

COMMAND = "find_violation"
SEEDS = 200
SEEDS_A_PART = 20
PARTS_MAX = 400
EXIT_BAD_INPUT = 2
CLIENTS = ("alice", "bob", "carol", "dave")
SWITCH = {"on": True, "off": False}


class BadInput(Exception):
    """A request that cannot be fulfilled; the message says why."""


class Command(BaseCommand):
    help = "Searches fault schedules for a run that breaks a model, and shrinks it to the fewest operations and faults."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--protocol", help=", ".join(PROTOCOLS))
        parser.add_argument("--model", required=True, help=f"{', '.join(MODELS)}; or the name of an invariant")
        parser.add_argument(
            "--question", help="replicated, observed or invariant (replicated where there is a version order)"
        )
        parser.add_argument("--seeds", type=int, default=SEEDS, help=f"how many to try ({SEEDS})")
        parser.add_argument("--first-seed", type=int, default=1)
        parser.add_argument("--nodes", type=int, default=5)
        parser.add_argument(
            "--fault", action="append", default=[], metavar="KIND", help=f"only these: {', '.join(fault_kinds())}"
        )
        parser.add_argument("--scenario", help="a scenario as JSON, in place of protocol and dials")
        parser.add_argument("--owner", default="", help="whose lab it becomes (nobody's: open to whoever has the link)")
        parser.add_argument("--distributed", action="store_true", help="have the task workers try the seeds")
        parser.add_argument("--part", action="store_true", help="with --job: give what was found, store nothing")
        add_job_argument(parser)
        for name in sorted({dial.name for protocol in PROTOCOLS.values() for dial in protocol.dials}):
            parser.add_argument(f"--{name.replace('_', '-')}", dest=f"dial {name}", help=_dial_help(name))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["distributed"]:
            refuse_without_workers()
        if options["job"]:
            begin_job()
        else:
            migrate_if_needed()
        progress = Progress(sys.stderr, job=options["job"])
        try:
            scenario, question = _asked(options)
        except BadInput as mistake:
            self.stderr.write(str(mistake))
            raise SystemExit(EXIT_BAD_INPUT) from None
        search = _spread if options["distributed"] else _search
        found = search(scenario, question, options, progress)
        progress.end()
        if options["part"]:
            tell(result=None if found is None else _plain(found))
        else:
            self._tell(found, scenario, question, options)

    def _tell(self, found: Found | None, scenario: Scenario, question: str, options: dict[str, Any]) -> None:
        model = options["model"]
        try:
            lab_id = None if found is None else _stored(found, model, question, options["owner"])
        except NoRoomError as refused:
            if options["job"]:
                refuse(str(refused))
                return
            raise CommandError(str(refused)) from None
        if options["job"]:
            tell(result=_result(found, lab_id, scenario, question, options))
        elif found is None:
            self.stdout.write(f"None of {options['seeds']} runs of {scenario.title()} broke {model}.")
            raise SystemExit(1)
        else:
            self.stdout.write(
                f"Seed {found.seed} breaks {model} with {_count(found.operations, 'operation')} and"
                f" {_count(found.faults, 'fault')}:\n"
            )
            for tick, command in found.scenario.script:
                self.stdout.write(f"{tick:>7} ms  {command_text(command)}")
            self.stdout.write(f"\n{found.verdict.explanation}\n\n{_link(str(lab_id))}")


def _search(scenario: Scenario, question: str, options: Mapping[str, Any], progress: Progress) -> Found | None:
    return find_violation(
        scenario,
        options["model"],
        _seeds(options),
        question=question,
        faults=options["fault"] or None,
        progress=progress.show,
    )


def _spread(scenario: Scenario, question: str, options: Mapping[str, Any], progress: Progress) -> Found | None:
    """Return what the task workers find: of the first range of seeds in which there is something."""
    ranges = pieces(_seeds(options), max(SEEDS_A_PART, options["seeds"] // PARTS_MAX))
    words = (
        "--part",
        f"--model={options['model']}",
        f"--question={question}",
        f"--scenario={json.dumps(scenario.to_json())}",
        *(f"--fault={kind}" for kind in options["fault"]),
    )
    parts = [Part(COMMAND, (*words, f"--first-seed={each[0]}", f"--seeds={len(each)}"), len(each)) for each in ranges]
    results = spread(parts, progress.show, lambda found: _first(found) is not None)
    first = _first(results)
    return None if first is None else _found(results[first])


def _first(results: Results) -> int | None:
    """Return the first part that found something, once all before it are done."""
    for number in range(len(results)):
        if number not in results:
            return None
        if results[number] is not None:
            return number
    return None


def _seeds(options: Mapping[str, Any]) -> range:
    return range(options["first_seed"], options["first_seed"] + options["seeds"])


def _plain(found: Found) -> dict[str, Any]:
    verdict = {"model": found.verdict.model, "question": found.verdict.question, "status": found.verdict.status}
    verdict["explanation"] = found.verdict.explanation
    return {"scenario": found.scenario.to_json(), "seed": found.seed, "verdict": verdict}


def _found(plain: Mapping[str, Any]) -> Found:
    """Return the run that `_plain` wrote; of its verdict what is shown."""
    return Found(Scenario.from_json(plain["scenario"]), plain["seed"], Verdict(**plain["verdict"]))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def _dial_help(name: str) -> str:
    return "dial of " + ", ".join(
        protocol.name for protocol in PROTOCOLS.values() if name in {dial.name for dial in protocol.dials}
    )


def _asked(options: Mapping[str, Any]) -> tuple[Scenario, str]:
    scenario = Scenario.from_json(json.loads(options["scenario"])) if options["scenario"] else _scenario(options)
    question = options["question"] or default_question(scenario)
    if question == INVARIANT:
        _check_invariant(scenario, options)
        return scenario, question
    if question not in QUESTIONS:
        raise BadInput(f"--question {question}: it is replicated, observed or invariant")
    if question == "replicated" and scenario.version_order() is None:
        raise BadInput(f"{scenario.title()} has no version order, so it is judged as observed only")
    if options["model"] not in models_of(question):
        raise BadInput(f"--model {options['model']}: as {question} there are {', '.join(models_of(question))}")
    _check_search(options)
    return scenario, question


def _check_search(options: Mapping[str, Any]) -> None:
    for kind in options["fault"]:
        if kind not in fault_kinds():
            raise BadInput(f"--fault {kind}: there are {', '.join(fault_kinds())}")
    if options["seeds"] < 1:
        raise BadInput("--seeds must be at least 1")


def _check_invariant(scenario: Scenario, options: Mapping[str, Any]) -> None:
    protocol = scenario.spec
    if not protocol.invariants:
        raise BadInput(f"{protocol.title} has no invariants: it is judged by models")
    names = [invariant.name for invariant in protocol.invariants]
    if options["model"] not in names:
        raise BadInput(f"--model {options['model']}: {protocol.title} has the invariants {', '.join(names)}")
    _check_search(options)


def _scenario(options: Mapping[str, Any]) -> Scenario:
    name, count = options["protocol"], options["nodes"]
    if name not in PROTOCOLS:
        raise BadInput(f"--protocol {name}: there are {', '.join(PROTOCOLS)}")
    if not 1 <= count <= NODES_MAX:
        raise BadInput(f"--nodes {count}: a cluster has 1 to {NODES_MAX}")
    protocol = PROTOCOLS[name]
    try:
        dials = protocol.validate({**protocol.defaults(count), **_dials(protocol, options)}, count)
    except DialError as error:
        raise BadInput(error.message) from None
    nodes = protocol.nodes or tuple(f"n{number}" for number in range(1, count + 1))
    return Scenario(protocol=name, dials=dials, nodes=nodes, clients=CLIENTS)


def _dials(protocol: ProtocolSpec, options: Mapping[str, Any]) -> dict[str, DialValue]:
    known = {dial.name: dial for dial in protocol.dials}
    given = {name.removeprefix("dial "): text for name, text in options.items() if name.startswith("dial ") and text}
    for name in given:
        if name not in known:
            raise BadInput(f"--{name.replace('_', '-')}: {protocol.title} has no such dial; it has {', '.join(known)}")
    return {name: _value(known[name], text) for name, text in given.items()}


def _value(dial: Dial, text: str) -> DialValue:
    option = f"--{dial.name.replace('_', '-')} {text}"
    if isinstance(dial, ChoiceDial):
        return text
    if isinstance(dial, IntegerDial):
        if not text.removeprefix("-").isdecimal():
            raise BadInput(f"{option}: a whole number is needed")
        return int(text)
    if text not in SWITCH:
        raise BadInput(f"{option}: it is on or off")
    return SWITCH[text]


def _stored(found: Found, model: str, question: str, owner: str) -> str:
    if question == INVARIANT:
        return _stored_finding(found, model, owner)
    title = (
        f"A run that is not {MODELS[model].title}"
        if model in ("linearizable", "sequential", "pram")
        else (f"A run that breaks {MODELS[model].title}")
    )
    enough = f"{_count(found.operations, 'operation')} and {_count(found.faults, 'fault')} are enough"
    brief = (
        f"{enough} to break {MODELS[model].title}, as {question}, under {found.scenario.title()}."
        f" {found.verdict.explanation}"
    )
    return create_found_lab(found.scenario, found.seed, owner=owner, title=title, brief=brief, playing=True).pk


def _stored_finding(found: Found, name: str, owner: str) -> str:
    protocol = found.scenario.spec
    invariant = next(each for each in protocol.invariants if each.name == name)
    enough = f"{_count(found.operations, 'operation')} and {_count(found.faults, 'fault')} are enough"
    brief = f"{enough}. {found.verdict.explanation}"
    title = f"{protocol.title}: broken is “{invariant.title}”"
    return create_found_lab(found.scenario, found.seed, owner=owner, title=title, brief=brief, playing=True).pk


def _result(
    found: Found | None, lab_id: str | None, scenario: Scenario, question: str, options: Mapping[str, Any]
) -> dict[str, Any]:
    if found is None:
        if question == INVARIANT:
            return {"lab": None, "seeds": options["seeds"], "claimed": False}
        claims = scenario.spec.claims(scenario.dials)
        claimed = claims.union(*(implied(claim, question) for claim in claims))
        return {"lab": None, "seeds": options["seeds"], "claimed": options["model"] in claimed}
    return {"lab": lab_id, "seed": found.seed, "operations": found.operations, "faults": found.faults}


def _link(lab_id: str) -> str:
    return f"{settings.SERVED_URL}{reverse('found_run', args=[lab_id])}"
