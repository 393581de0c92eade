"""A cluster as it stands, in a few characters: for a picture of two fingers' width.

Texts have one character a node, in the order of the ring:

- `nodes`: `u` up, `c` crashed, `p` paused;
- `newest`: `1` if it holds the newest version of every key that anybody has written, `0` if not, `-` while nobody has.
  Newest is what was invoked last; where what a node holds is no single write, what most nodes hold;
- `groups`: the part of the partition that it is in; empty without one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from apps.consistency import VIOLATED
from apps.consistency.models import QUESTIONS, implied, models_of
from apps.labs.run.session import Session
from apps.simulation import Simulation
from apps.simulation.effects import Version
from apps.simulation.processes import NodeRecord

STALE_READ = "stale_read"
CUTS_MAX = 12

Stored = Mapping[str, tuple[Version, ...]]


def thumbnail(session: Session) -> dict[str, Any]:
    """The picture: plain JSON values."""
    simulation = session.simulation
    names = list(simulation.nodes)
    groups = {node: part for part, group in enumerate(simulation.network.groups or ()) for node in group}
    cuts = sorted(cut for cut in simulation.network.cuts if cut[0] in simulation.nodes and cut[1] in simulation.nodes)
    return {
        "nodes": "".join(node.status[0] for node in simulation.nodes.values()),
        "newest": _newest(simulation),
        "groups": "".join(str(groups.get(name, 0)) for name in names) if groups else "",
        "cuts": [[names.index(source), names.index(target)] for source, target in cuts[:CUTS_MAX]],
    }


def _newest(simulation: Simulation) -> str:
    held = [_held(simulation, node) for node in simulation.nodes.values()]
    if not any(held):
        return "-" * len(held)
    by_key: dict[str, list[Any]] = {key: [each.get(key, 0) for each in held] for key in sorted(set().union(*held))}
    wanted = {key: _wanted(ranks) for key, ranks in by_key.items()}
    return "".join(str(int(all(each.get(key, 0) == wanted[key] for key in wanted))) for each in held)


def _held(simulation: Simulation, node: NodeRecord) -> dict[str, Any]:
    """By key the rank of the newest version that a node holds: when its write was invoked, or, without one, itself."""
    stored: Stored = simulation.cluster.factory.stored(node.durable)
    return {key: _rank(simulation, versions) for key, versions in stored.items() if versions}


def _rank(simulation: Simulation, versions: Iterable[Version]) -> Any:
    writes = [simulation.operations.get(version.written.operation) for version in versions]
    ranks = [write.invoked_sequence or 0 for write in writes if write is not None]
    return max(ranks) if ranks else repr([version.stamp for version in versions])


def _wanted(ranks: list[Any]) -> Any:
    if all(isinstance(rank, int) for rank in ranks):
        return max(ranks)
    return Counter(ranks).most_common(1)[0][0]


def most_telling(broke: Mapping[str, int]) -> dict[str, int]:
    """Return what a run broke without what follows from the rest.

    A model is left out if the run broke a weaker one, and the linearizable one if a read was stale.
    """
    followed = {name for name in broke if any(_implies(name, other) for other in broke)}
    if STALE_READ in broke:
        followed.add("linearizable")
    return {name: size for name, size in broke.items() if name not in followed}


def _implies(stronger: str, weaker: str) -> bool:
    return any(stronger in models_of(each) and weaker in implied(stronger, each) for each in QUESTIONS)


def broken(session: Session) -> dict[str, int]:
    """Return what a run broke, each with how many operations show it: models, stale reads, anomalies, invariants."""
    judgement = session.judgement
    found = {STALE_READ: 2} if session.judgement.stale else {}
    for question, models in judgement.models.items():
        for model in models:
            verdict = judgement.verdict(question, model)
            if verdict.status == VIOLATED:
                size = len(verdict.operations)
                found[model] = min(size, found.get(model, size))
    found |= {each["kind"]: len(each["operations"]) for each in judgement.anomalies_view()}
    return found | {each["name"]: 1 for each in judgement.invariants_view() if each["state"] == "broken"}
