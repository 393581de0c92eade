"""Words of results, for the tables that show them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.classroom.live.heat_map import WORDS
from apps.classroom.results.results import AT_ONCE, HELPED, LATER, SHOWN, Answer, StepResult

register = template.Library()

LETTERS = "ABCDEFGH"
SAID = {AT_ONCE: "found at once", SHOWN: "shown"}
MINUTES_AN_HOUR, HOURS_A_DAY = 60, 24
IN_HOURS_FROM, IN_DAYS_FROM = 120, 48
"""Minutes, and hours, from which on the next unit says enough."""


@register.filter
def state_words(step: StepResult) -> str:
    """The state of a step: passed with how many hints."""
    if step.state == HELPED:
        return f"passed, {counted(step.hints, 'hint')}"
    return WORDS[step.state]


@register.filter
def taken(step: StepResult) -> str:
    """Return what it took: minutes and attempts."""
    attempts = counted(step.attempts, "attempt")
    return attempts if step.seconds is None else f"{duration(step.seconds)} · {attempts}"


@register.filter
def evidence_words(step: StepResult) -> str:
    """How the evidence was found: at once, after so many tries, or shown."""
    return f"found at try {step.tries}" if step.evidence == LATER else SAID[step.evidence]


@register.filter
def duration(seconds: int) -> str:
    """A time in the unit that says enough."""
    minutes = max(1, round(seconds / 60))
    if minutes < IN_HOURS_FROM:
        return f"{minutes} min"
    hours = round(minutes / MINUTES_AN_HOUR)
    return f"{hours} h" if hours < IN_DAYS_FROM else f"{round(hours / HOURS_A_DAY)} days"


@register.filter
def answer(given: Answer) -> SafeString:
    """A letter, and whether it is right; the option's text on hover."""
    words, kind = ("right", "good") if given.right else ("wrong", "bad")
    letter = LETTERS[given.option] if given.option < len(LETTERS) else str(given.option + 1)
    return format_html('<span class="answer" data-kind="{}" title="{}">{} {}</span>', kind, given.text, letter, words)


@register.filter
def share(right_of: tuple[int, int]) -> str:
    """So many of so many, as a percentage."""
    right, given = right_of
    return f"{round(100 * right / given)} %"


def counted(number: int, thing: str) -> str:
    """A number of things."""
    return f"{number} {thing}{'s' * (number != 1)}"
