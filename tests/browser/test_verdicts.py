"""The judge on the page: a learner breaks each model in turn, and is told by which operations, message and fault."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.consistency.models import MODELS, models_of
from apps.live.pages.lattice import QUESTION_NAMES
from tests.browser.lab_page import LabPage, groups

Step = tuple[str, str, str, str]
"""Client, operation, key, node."""

# With R = W = 1 and the cluster cut between n1 n2 n3 and n4 n5.
RECIPES: dict[str, tuple[Step, ...]] = {
    "a read that misses a finished write": (("alice", "write", "x", "n1"), ("bob", "read", "x", "n4")),
    "each writes, and reads nothing of the other": (
        ("alice", "write", "x", "n1"),
        ("bob", "write", "y", "n4"),
        ("alice", "read", "y", "n1"),
        ("bob", "read", "x", "n4"),
    ),
    "a session that moves away from its own write": (("alice", "write", "x", "n1"), ("alice", "read", "x", "n4")),
    "a session that moves away from what it read": (
        ("alice", "write", "x", "n1"),
        ("bob", "read", "x", "n1"),
        ("bob", "read", "x", "n4"),
    ),
    "a session whose second write arrives where its first has not": (
        ("alice", "write", "x", "n1"),
        ("alice", "write", "y", "n4"),
        ("bob", "read", "y", "n4"),
        ("bob", "read", "x", "n4"),
    ),
    "an answer that arrives where the question has not": (
        ("alice", "write", "x", "n1"),
        ("bob", "read", "x", "n1"),
        ("bob", "write", "y", "n4"),
        ("carol", "read", "y", "n4"),
        ("carol", "read", "x", "n4"),
    ),
}
BREAKS = {
    "a read that misses a finished write": {"linearizable"},
    "each writes, and reads nothing of the other": {"linearizable", "sequential"},
    "a session that moves away from its own write": {
        "read_your_writes",
        "pram",
        "causal_cc",
        "causal_cm",
        "causal_ccv",
    },
    "a session that moves away from what it read": {"monotonic_reads", "pram", "causal_cm", "causal_ccv"},
    "a session whose second write arrives where its first has not": {"monotonic_writes", "pram", "causal_cc"},
    "an answer that arrives where the question has not": {"writes_follow_reads", "causal_cc"},
}
KEEPS = {
    "a read that misses a finished write": {"sequential"},
    "each writes, and reads nothing of the other": {"causal_ccv", "pram"},
    "a session that moves away from its own write": {"monotonic_reads", "monotonic_writes", "writes_follow_reads"},
    "a session that moves away from what it read": {"read_your_writes", "monotonic_writes", "writes_follow_reads"},
    "a session whose second write arrives where its first has not": {"read_your_writes", "monotonic_reads"},
    "an answer that arrives where the question has not": {"pram", "read_your_writes", "monotonic_reads"},
}


def cut(lab: LabPage) -> None:
    lab.hurry()
    lab.button("Cut").click()
    lab.drag(*lab.cut_line())
    expect(lab.event("the cluster is partitioned")).to_have_count(1)
    assert lab.partition == groups(("n1", "n2", "n3"), ("n4", "n5"))
    lab.button("Select").click()


def follow(lab: LabPage, steps: tuple[Step, ...]) -> None:
    """One operation at a time, each to its end."""
    issued: dict[str, int] = {}
    for client, operation, key, node in steps:
        issued[client] = issued.get(client, 0) + 1
        lab.page.locator("operation-form").get_by_role("combobox", name="Key").select_option(key)
        lab.invoke(operation, node, client=client)
        expect(lab.operation(f"{client}#{issued[client]}")).to_contain_text("ok")


def chip(lab: LabPage, model: str, state: str) -> re.Pattern[str]:
    return re.compile(f"^{MODELS[model].title}: {state}")


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_learner_breaks_models_one_operation_at_a_time_and_is_told_why(lab: LabPage, recipe: str) -> None:
    cut(lab)
    follow(lab, RECIPES[recipe])
    reason = lab.page.locator("verdict-reason")
    last = f"{RECIPES[recipe][-1][0]}#"
    for question in ("replicated", "observed"):
        lab.page.get_by_role("radio", name=QUESTION_NAMES[question]).check()
        for model in sorted(BREAKS[recipe] & set(models_of(question))):
            lab.button(chip(lab, model, "violated")).click()
            expect(reason.locator("h3")).to_have_text(re.compile("^Why not"))
            expect(reason.locator(".explanation")).to_contain_text(last.split("#", maxsplit=1)[0].capitalize())
            expect(reason.locator(".cause")).to_contain_text("was lost at the partition")
            expect(lab.page.locator("operations-list tr[data-violates]").first).to_be_visible()
            expect(lab.page.locator("cluster-view .late-message")).to_have_count(1)
            reason.get_by_role("button", name="Close").click()
        for model in sorted(KEEPS[recipe] & set(models_of(question))):
            lab.button(chip(lab, model, "kept so far")).click()
            expect(reason.locator(".explanation")).to_have_text("Nothing in this run contradicts it.")
            if model == "sequential":
                expect(reason.locator(".witness li")).to_have_text([re.compile(last), re.compile("alice#1")])
            reason.get_by_role("button", name="Close").click()


def test_together_the_recipes_break_every_model() -> None:
    missing = set(MODELS) - set().union(*BREAKS.values())
    assert not missing, "write a recipe that breaks them into RECIPES"


def test_a_reason_leads_to_its_operations_its_fault_and_its_model(lab: LabPage, axe: Callable[[Page], None]) -> None:
    cut(lab)
    follow(lab, RECIPES["a read that misses a finished write"])
    reason = lab.page.locator("verdict-reason")
    lab.tab_to(lab.button(chip(lab, "linearizable", "violated")))
    lab.page.keyboard.press("Enter")
    expect(reason.locator("h3")).to_have_text("Why not linearizable?")
    reason.locator(".explanation").get_by_role("button", name="Alice's write of").first.click()
    expect(lab.operation("alice#1")).to_have_attribute("data-chosen", "")
    reason.get_by_role("button", name="Show it among the events").click()
    expect(lab.event("the cluster is partitioned").get_by_role("button")).to_have_attribute("aria-pressed", "true")
    expect(reason.locator(".entry")).to_contain_text("Herlihy, Wing 1990")
    axe(lab.page)
    reason.get_by_role("button", name="Close").click()
    expect(reason).to_be_hidden()
    expect(lab.page.locator("cluster-view .late-message")).to_have_count(0)


def test_a_broken_model_is_announced_and_stays_broken_after_a_reload(lab: LabPage) -> None:
    cut(lab)
    follow(lab, RECIPES["a read that misses a finished write"])
    expect(lab.page.locator("lab-announcer")).to_contain_text("Violated: Linearizable")
    lab.button(chip(lab, "linearizable", "violated")).click()
    told = lab.page.locator("verdict-reason .explanation").inner_text()
    because = lab.page.locator("verdict-reason .cause").inner_text()
    lab.page.reload()
    lab.button(chip(lab, "linearizable", "violated")).click()
    expect(lab.page.locator("verdict-reason .explanation")).to_have_text(told)
    expect(lab.page.locator("verdict-reason .cause")).to_have_text(because)


def test_a_run_that_breaks_a_model_is_found_and_can_be_watched(lab: LabPage) -> None:
    lab.button(chip(lab, "monotonic_reads", "kept so far")).click()
    lab.button("Find a run that breaks this").click()
    lab.page.get_by_role("link", name="Watch that run").click(timeout=120_000)
    player = lab.page.get_by_role("dialog", name="A run to watch")
    expect(player.locator("promise-line")).to_have_attribute("data-state", "broken", timeout=60_000)
    player.get_by_role("button", name=re.compile("^Close")).click()
    expect(player).to_be_hidden()
    expect(lab.button(chip(lab, "monotonic_reads", "kept so far"))).to_be_visible()


def test_a_mode_is_chosen_by_what_it_promises(lab: LabPage) -> None:
    lab.button("Change or compare protocols…").click()
    modes = lab.page.get_by_role("dialog", name="Change or compare protocols")
    expect(modes).to_contain_text("During a partition")
    modes.get_by_role("group", name="Quorum register").get_by_role("button", name="Majorities", exact=True).click()
    expect(modes).to_be_hidden()
    expect(lab.page.locator("#promise")).to_contain_text("Linearizable")
    expect(lab.page.get_by_role("slider", name=re.compile("^R"))).to_have_value("3")
    lab.replay(2)


def test_the_matrix_opens_a_run_for_a_cell(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/matrix/")
    axe(page)
    page.get_by_role("button", name=re.compile("The first answer wins under partition.*play a run that breaks")).click()
    LabPage(page).hurry()
    expect(page.locator("promise-line")).to_have_attribute("data-state", "broken", timeout=60_000)


def test_the_page_about_models_has_no_accessibility_violations(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/models/")
    axe(page)
