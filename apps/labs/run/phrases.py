"""Messages in words, for sentences, labels of the picture and screen readers: no identifier, no sign that has to be explained."""

from collections.abc import Callable, Mapping

from apps.simulation.effects import Body

NOTHING = "∅"

PHRASES: Mapping[str, Callable[[str], str]] = {
    "digest": lambda _: "“what do you have?”",
    "missing": lambda label: "“nothing new”" if label == NOTHING else f"what was missing, {label}",
    "in_doubt_too": lambda _: "“I am in doubt, too”",
    "inquire": lambda _: "“do you know the decision?”",
    "ask_state": lambda _: "“how far are you?”",
    "tell_state": lambda label: f"“I am {label}”",
    "pre_commit": lambda _: "pre-commit",
    "request-vote": lambda label: f"“{label}”",
    "acknowledge": lambda label: f"acknowledgement {label.removeprefix('ack').strip()}".strip(),
}
"""The words of a message by its kind, from its label. Other kinds are told by their name and their label."""


def message_words(body: Body) -> str:
    """Return what a message says: `store x=7`, `“what do you have?”`."""
    phrase = PHRASES.get(body.kind)
    if phrase is not None:
        return phrase(body.label)
    name = body.kind.replace("_", " ").replace("-", " ")
    return body.label if body.label.startswith(name) else f"{name} {body.label}"
