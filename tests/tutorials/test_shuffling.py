"""The order of options: another for each learner, the same again, and every order as often as any other."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from apps.tutorials.shuffling import shuffled

LEARNERS = 6_000
SPREAD = 200
"""Six standard deviations of how often one of six orders comes among that many learners are less."""


@given(st.lists(st.text(), max_size=8), st.text())
def test_every_option_is_shown_once_and_in_the_same_order_again(texts: list[str], who: str) -> None:
    assert sorted(shuffled(texts, who)) == list(range(len(texts)))
    assert shuffled(texts, who) == shuffled(texts, who)


def test_every_order_is_as_likely_as_any_other() -> None:
    orders = Counter(tuple(shuffled(["a", "b", "c"], f"learner {number}")) for number in range(LEARNERS))
    assert len(orders) == 6
    assert all(abs(count - LEARNERS / 6) < SPREAD for count in orders.values())


def test_a_learner_sees_two_questions_in_orders_that_do_not_hang_together() -> None:
    pairs = Counter(
        (shuffled(["a", "b"], f"learner {number}")[0], shuffled(["c", "d"], f"learner {number}")[0])
        for number in range(LEARNERS)
    )
    assert all(abs(count - LEARNERS / 4) < SPREAD for count in pairs.values())
