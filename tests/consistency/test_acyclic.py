"""The graph that stays acyclic while edges are added."""

from __future__ import annotations

from random import Random

from apps.consistency.incremental.acyclic import AcyclicGraph
from tests.consistency.brute import acyclic

NODES = 12


def grown(random: Random) -> tuple[AcyclicGraph, list[tuple[int, int]]]:
    """A graph and its edges, up to the first that closes a cycle; nodes are added in between."""
    graph, edges = AcyclicGraph(), list[tuple[int, int]]()
    added: list[int] = []
    for _ in range(60):
        if len(added) < NODES and random.random() < 0.4:
            added.append(len(added))
            graph.add(added[-1])
        elif len(added) > 1:
            source, target = random.sample(added, 2)
            edges.append((source, target))
            graph.connect(source, target, "so")
            if graph.cycle:
                break
    return graph, edges


def as_names(edges: list[tuple[int, int]]) -> set[tuple[str, str]]:
    return {(str(source), str(target)) for source, target in edges}


def test_a_cycle_is_found_with_the_edge_that_closes_it_and_not_before() -> None:
    for seed in range(300):
        graph, edges = grown(Random(seed))
        assert acyclic(as_names(edges[:-1]))
        assert bool(graph.cycle) is not acyclic(as_names(edges)), seed


def test_the_cycle_is_one_of_edges_that_were_added() -> None:
    for seed in range(300):
        graph, edges = grown(Random(seed))
        if graph.cycle:
            steps = [(source, target) for source, target, _ in graph.cycle]
            assert steps[0] == edges[-1]
            assert set(steps) <= set(edges)
            assert [target for _, target in steps] == [source for source, _ in [*steps[1:], steps[0]]]


def test_a_copy_goes_on_for_itself() -> None:
    graph = AcyclicGraph()
    for node in range(3):
        graph.add(node)
    graph.connect(0, 1, "so")
    twin = graph.copy()
    twin.connect(1, 2, "so")
    twin.connect(2, 0, "so")
    assert twin.cycle
    assert not graph.cycle
    graph.connect(2, 0, "so")
    assert not graph.cycle


def test_an_edge_from_an_operation_to_itself_is_a_cycle() -> None:
    graph = AcyclicGraph()
    graph.add(7)
    graph.connect(7, 7, "rf")
    assert graph.cycle == [(7, 7, "rf")]
