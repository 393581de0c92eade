"""The learner's own explanation, after they have seen the evidence: reasons put in order, the two that matter, or a
sentence. It is kept with the attempt and set beside ours; nothing depends on it.

Self-explanation: Chi, de Leeuw, Chiu, LaVancher 1994.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from apps.tutorials.lesson import ORDER, PICK, WRITE, Explain
from apps.tutorials.shuffling import shuffled

TEXT_CHARS_MAX = 600
PICKED = 2


class ExplanationError(Exception):
    """An explanation that cannot be kept, and what to do, in a sentence."""


def read_explanation(asked: Explain, reasons: Sequence[str], text: str) -> dict[str, Any]:
    """Return a learner's explanation as it is kept; `reasons` are numbers of reasons as sent.

    Raises ExplanationError.
    """
    if asked.kind == WRITE:
        written = text.strip()
        if not written:
            raise ExplanationError("Write a sentence first, or go on without one.")
        if len(written) > TEXT_CHARS_MAX:
            raise ExplanationError(f"At most {TEXT_CHARS_MAX} characters, please; these are {len(written)}.")
        return {"text": written}
    numbers = [int(each) for each in reasons if each.isdecimal() and len(each) < 3]
    known = range(len(asked.reasons))
    if len(set(numbers)) != len(reasons) or not all(number in known for number in numbers):
        raise ExplanationError("One of these reasons is not there any more. Load the page again.")
    if asked.kind == PICK and len(numbers) != PICKED:
        raise ExplanationError(f"Choose two reasons; {len(numbers)} are chosen.")
    if asked.kind == ORDER and len(numbers) != len(asked.reasons):
        raise ExplanationError("Put all reasons in order.")
    return {"reasons": numbers if asked.kind == ORDER else sorted(numbers)}


def is_right(asked: Explain, given: Mapping[str, Any] | None) -> bool | None:
    """Return whether an explanation is ours; None for a sentence, for one that is left out, and for none."""
    if not given or "reasons" not in given:
        return None
    return tuple(given["reasons"]) == asked.right


def as_text(asked: Explain, given: Mapping[str, Any] | None) -> str:
    """Return an explanation in words: empty for none, or one that is left out."""
    if not given or given.get("skipped"):
        return ""
    if "text" in given:
        return str(given["text"])
    parts = [asked.reasons[number] for number in given["reasons"] if number < len(asked.reasons)]
    return (" → " if asked.kind == ORDER else " · ").join(parts)


def explaining(asked: Explain, given: Mapping[str, Any] | None, who: str) -> dict[str, Any]:
    """Return what a page shows of it: the question to `who`, or, once answered, their reasons beside ours."""
    chosen = list(given.get("reasons", ())) if given else []
    order = chosen if asked.kind == ORDER and chosen else shuffled(asked.reasons, who)
    return {
        "kind": asked.kind,
        "question": asked.question,
        "reasons": [
            {
                "number": number,
                "text": asked.reasons[number],
                "is_chosen": number in chosen,
                "is_ours": number in asked.right,
                "is_in_place": asked.kind == ORDER and place < len(chosen) and asked.right[place] == number,
            }
            for place, number in enumerate(order)
            if number < len(asked.reasons)
        ],
        "in_order": [asked.reasons[number] for number in asked.right],
        "text": "" if not given else str(given.get("text", "")),
        "is_over": given is not None,
        "is_skipped": bool(given and given.get("skipped")),
        "is_right": is_right(asked, given),
        "ours": asked.ours,
        "chars_max": TEXT_CHARS_MAX,
    }
