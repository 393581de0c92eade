"""The blocks of a step, each read on its own."""

from __future__ import annotations

from dataclasses import replace

from apps.consistency.models import MODELS
from apps.labs.goals import PREDICATES
from apps.labs.goals.goal import Goal, GoalError, check_terms
from apps.labs.protocols import PROTOCOLS
from apps.labs.run.scenario import Scenario
from apps.labs.run.session import begin
from apps.protocols.dials import DialError
from apps.simulation import CommandError
from apps.simulation.network import Latency
from apps.tutorials.deeds import KINDS, DeedGoal
from apps.tutorials.lesson import ORDER, PICK, WRITE, Explain, Option, Question, RunGoal, See, ShownRun
from apps.tutorials.reading.acts import read_acts
from apps.tutorials.reading.blocks import Block
from apps.tutorials.reading.fields import Fields

PANELS = ("operations", "faults", "dials", "clocks", "laws", "growth")
SCRIPT = "\n---\n"
"""The line that parts the TOML of a `cluster` or `run` from its acts."""


def read_scenario(block: Block, goals: tuple[Goal, ...] = ()) -> tuple[Scenario, bool, str]:
    """A step's start: the scenario with its goals, whether time stands at first, and the panel that is open."""
    settings, script = _parted(block)
    fields = Fields(settings)
    scenario = _scenario(fields)
    starts_paused = fields.truth("starts_paused", default=True)
    opens = fields.text("opens", "")
    if opens and opens not in PANELS:
        raise fields.error(f"opens has to be one of {', '.join(PANELS)}.", "opens")
    fields.done()
    commands = tuple((tick, act) for tick, act in read_acts(script).acts)
    return _checked(block, replace(scenario, goals=goals, script=commands)), starts_paused, opens  # type: ignore[arg-type]


def read_run(block: Block) -> ShownRun:
    """A run that backs a claim."""
    settings, script = _parted(block)
    fields = Fields(settings)
    name, title = fields.text("name"), fields.text("title")
    scenario = _scenario(fields)
    shows = tuple(_goal(each, f"fact-{number}") for number, each in enumerate(fields.tables("shows"), 1))
    fields.done()
    if not shows:
        raise block.error("A run says what it shows: [[shows]] with a title and a predicate.")
    acts = read_acts(script)
    _checked(block, replace(scenario, goals=shows))
    scenario = replace(scenario, script=acts.acts)  # type: ignore[arg-type]
    return ShownRun(name=name, title=title, scenario=scenario, seed=acts.seed, until_tick=acts.until_tick, shows=shows)


def _parted(block: Block) -> tuple[Block, Block]:
    """Its TOML, and after a line `---` its acts."""
    settings, parted, script = block.text.partition(SCRIPT)
    offset = settings.count("\n") + 2 if parted else 0
    return replace(block, text=settings + "\n"), replace(block, text=script, line=block.line + offset)


def _scenario(fields: Fields) -> Scenario:
    protocol = fields.text("protocol")
    if protocol not in PROTOCOLS:
        raise fields.error(f"There is no protocol {protocol!r}. There are {', '.join(PROTOCOLS)}.", "protocol")
    plain = Scenario(protocol=protocol, dials={})
    nodes = fields.texts("nodes", plain.nodes)
    given = fields.table("dials", {})
    try:
        dials = PROTOCOLS[protocol].validate({**PROTOCOLS[protocol].defaults(len(nodes)), **given}, len(nodes))
    except DialError as error:
        raise fields.error(error.message, "dials") from None
    return Scenario(
        protocol=protocol,
        dials=dials,
        nodes=nodes,
        clients=fields.texts("clients", plain.clients),
        keys=fields.texts("keys", plain.keys),
        latency=_latency(fields, plain.latency),
        loss_per_mille=fields.integer("loss_per_mille", 0),
        duplication_per_mille=fields.integer("duplication_per_mille", 0),
        client_timeout_ticks=fields.integer("client_timeout_ticks", plain.client_timeout_ticks),
        workload_interval_ticks=fields.integer("workload_interval_ticks", 0),
    )


def _latency(fields: Fields, default: Latency) -> Latency:
    given = fields.table("latency", {})
    try:
        return Latency(**given) if given else default
    except TypeError:
        wanted = 'latency = { distribution = "uniform", low_ticks = 60, high_ticks = 180 }'
        raise fields.error(f"A latency is written {wanted}.", "latency") from None


def _checked(block: Block, scenario: Scenario) -> Scenario:
    try:
        scenario.cluster()
    except (CommandError, DialError, ValueError, KeyError) as error:
        raise block.error(f"This cluster cannot be: {error}") from None
    for goal in scenario.goals:
        _check_goal(block, scenario, goal)
    return scenario


def _check_goal(block: Block, scenario: Scenario, goal: Goal) -> None:
    try:
        ask_once(scenario, goal)
    except (GoalError, DialError) as error:
        raise block.error(f"The goal “{goal.title}” cannot be asked for here: {error}") from None


def ask_once(scenario: Scenario, goal: Goal) -> None:
    """Ask for a goal once, under the setting under which it counts: what it names has to be there.

    Raises GoalError or DialError.
    """
    protocol = goal.protocol or scenario.protocol
    if protocol not in PROTOCOLS:
        raise GoalError(f"There is no protocol {protocol[:40]!r}.")
    begun = PROTOCOLS[protocol].defaults(len(scenario.nodes))
    dials = {**(scenario.dials if protocol == scenario.protocol else begun), **goal.dials}
    try:
        begin(replace(scenario.under(protocol, dials), goals=(goal,)), 1)
    except KeyError as missing:
        raise GoalError(f"This cluster has no {missing}.") from None


def _goal(fields: Fields, name: str) -> Goal:
    predicate = fields.text("predicate")
    if predicate not in PREDICATES:
        raise fields.error(f"There is no predicate {predicate!r}. There are {', '.join(PREDICATES)}.", "predicate")
    members = {"terms": fields.table("terms", {}), "dials": fields.table("dials", {})}
    goal = Goal(
        name=name,
        title=fields.text("title"),
        predicate=predicate,
        protocol=fields.text("protocol", ""),
        **{member: value for member, value in members.items() if value},
    )
    fields.done()
    try:
        check_terms(PREDICATES[predicate], goal.terms)
    except GoalError as error:
        raise fields.error(str(error), "terms") from None
    return goal


def read_goal(block: Block) -> RunGoal:
    """A goal in the run."""
    fields = Fields(block)
    name, replay_of = fields.text("name"), fields.text("replay_of", "")
    return RunGoal(goal=_goal(fields, name), replay_of=replay_of)


def read_deed(block: Block) -> DeedGoal:
    """A goal in a panel."""
    fields = Fields(block)
    kind = fields.text("kind")
    if kind not in KINDS:
        raise fields.error(f"There is no deed {kind!r}. There are {', '.join(KINDS)}.", "kind")
    goal = DeedGoal(name=fields.text("name"), title=fields.text("title"), kind=kind, terms=fields.table("terms", {}))
    fields.done()
    _check_deed(fields, goal)
    return goal


def _check_deed(fields: Fields, goal: DeedGoal) -> None:
    """Raise LessonError for a protocol, dial or model that there is not."""
    for term, known in (("protocol", PROTOCOLS), ("model", MODELS)):
        name = goal.terms.get(term)
        if name is not None and name not in known:
            raise fields.error(f"There is no {term} {name!r}. There are {', '.join(known)}.", "terms")
    if "dials" in goal.terms:
        protocol = PROTOCOLS.get(goal.terms.get("protocol", ""))
        if protocol is None:
            raise fields.error("Dials belong to a protocol: name it, too.", "terms")
        nodes = len(Scenario(protocol=protocol.name, dials={}).nodes)
        try:
            protocol.validate({**protocol.defaults(nodes), **goal.terms["dials"]}, nodes)
        except DialError as error:
            raise fields.error(error.message, "terms") from None


def read_question(block: Block) -> Question:
    """A question with its options."""
    fields = Fields(block)
    options = []
    for each in fields.tables("options"):
        options.append(
            Option(
                text=each.text("text"),
                right=each.truth("right", default=False),
                because=each.text("because"),
                run=each.text("run", ""),
            )
        )
        each.done()
    question = Question(text=fields.text("question"), options=tuple(options))
    fields.done()
    if len(options) < 2 or sum(option.right for option in options) != 1:
        raise block.error("A question has two or more [[options]], of which one has right = true.")
    return question


def read_see(block: Block, goals: tuple[str, ...]) -> See:
    """Read what to find in one's own run."""
    fields = Fields(block)
    see = See(
        question=fields.text("question"),
        goal=fields.text("goal", goals[0] if goals else ""),
        kind=fields.text("kind", "operation"),
        wrong=fields.text("wrong"),
    )
    fields.done()
    if see.goal not in goals:
        raise fields.error(f"There is no goal {see.goal!r} in this step's run.", "goal")
    if see.kind not in ("operation", "event"):
        raise fields.error("kind has to be operation or event.", "kind")
    return see


def read_explain(block: Block) -> Explain:
    """Read what the learner explains: reasons to order, five of which two matter, or a sentence to write."""
    fields = Fields(block)
    kind, question, ours = fields.text("kind"), fields.text("question"), fields.text("ours")
    if kind not in (ORDER, PICK, WRITE):
        raise fields.error("kind has to be order, pick or write.", "kind")
    reasons, matters = [], []
    for number, each in enumerate(fields.tables("reasons")):
        reasons.append(each.text("text"))
        if kind == ORDER or (kind == PICK and each.truth("matters", default=False)):
            matters.append(number)
        each.done()
    fields.done()
    if kind == PICK and (len(reasons), len(matters)) != (5, 2):
        raise block.error("To pick from there are five [[reasons]], of which two have matters = true.")
    if kind == ORDER and not 3 <= len(reasons) <= 5:
        raise block.error("To order there are three to five [[reasons]], in the right order.")
    if kind == WRITE and reasons:
        raise block.error("A sentence to write needs no [[reasons]].")
    return Explain(kind=kind, question=question, reasons=tuple(reasons), right=tuple(matters), ours=ours)


def read_hints(block: Block) -> tuple[str, str]:
    """Return the first two hints: where to look, and a question to think about. The third plays the solution."""
    fields = Fields(block)
    hints = fields.text("where"), fields.text("think")
    fields.done()
    return hints
