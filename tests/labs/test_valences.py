"""The valence of a running consensus, as the page asks for it: from a kernel run that nothing moves but deliveries."""

from apps.labs.catalogue import catalogue
from apps.labs.looking_back.valences import ending, survey
from apps.simulation import Simulation
from apps.simulation.faults.crash import CrashNode
from apps.simulation.faults.message import DeliverMessage

SCENARIO = catalogue()["flp"].scenario


def test_delivering_what_keeps_it_bivalent_keeps_it_undecided_round_after_round() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    found = survey(simulation, SCENARIO)
    while found.rounds < 4:
        bivalent = [offer for offer in found.offers if offer.after == "bivalent"]
        slowest = min(bivalent, key=lambda offer: simulation.nodes[offer.target].durable["stand"].place)
        simulation.apply(DeliverMessage(slowest.message))
        found = survey(simulation, SCENARIO)
        assert found.valence.name == "bivalent"
    assert simulation.ended is None
    assert not any("decision" in node.durable for node in simulation.nodes.values())


def test_what_an_offer_promises_is_what_its_delivery_makes() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    promised = set()
    for _ in range(12):
        offers = survey(simulation, SCENARIO).offers
        promised |= {offer.after for offer in offers}
        chosen = next((offer for offer in offers if offer.after == "bivalent"), offers[0])
        simulation.apply(DeliverMessage(chosen.message))
        assert survey(simulation, SCENARIO).valence.name == chosen.after
    assert promised > {"bivalent"}


def test_the_order_of_the_offers_does_not_tell_what_they_would_leave() -> None:
    offers = survey(Simulation(SCENARIO.cluster(), 1), SCENARIO).offers
    assert [(offer.target, offer.source) for offer in offers] == sorted((each.target, each.source) for each in offers)


def test_a_message_that_comes_late_changes_nothing() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    tried = 0
    while tried < 20:
        found = survey(simulation, SCENARIO)
        for message in found.late:
            before = {name: dict(node.durable) for name, node in simulation.nodes.items()}
            simulation.apply(DeliverMessage(message))
            assert {name: dict(node.durable) for name, node in simulation.nodes.items()} == before
            assert survey(simulation, SCENARIO).valence.name == found.valence.name
            tried += 1
        bivalent = [offer for offer in found.offers if offer.after == "bivalent"]
        slowest = min(bivalent, key=lambda offer: simulation.nodes[offer.target].durable["stand"].place)
        simulation.apply(DeliverMessage(slowest.message))


def test_an_offer_that_decides_the_matter_leaves_one_ending() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    found = survey(simulation, SCENARIO)
    while all(offer.after == "bivalent" for offer in found.offers):
        simulation.apply(DeliverMessage(found.offers[0].message))
        found = survey(simulation, SCENARIO)
    fatal = next(offer for offer in found.offers if offer.after != "bivalent")
    simulation.apply(DeliverMessage(fatal.message))
    after = survey(simulation, SCENARIO).valence
    assert after.name == fatal.after
    assert after.is_closed
    assert list(after.witnesses) == [fatal.after[0]]


def test_both_endings_of_a_bivalent_moment_play_on_the_kernel() -> None:
    for value in ("0", "1"):
        simulation = Simulation(SCENARIO.cluster(), 1)
        assert ending(simulation, SCENARIO, value)
        decided = {node.durable["decision"][0] for node in simulation.nodes.values() if "decision" in node.durable}
        assert decided == {value}


def test_with_a_crashed_node_the_two_others_can_still_decide_either() -> None:
    simulation = Simulation(SCENARIO.cluster(), 1)
    simulation.apply(CrashNode("n2"))
    assert survey(simulation, SCENARIO).valence.name == "bivalent"
