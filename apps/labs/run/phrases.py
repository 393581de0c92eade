"""Messages and timers in words, for sentences, cards and screen readers: no identifier, no sign to be explained."""

import re
from collections.abc import Callable, Mapping

from apps.simulation.effects import Body

OPERATION = re.compile(r"(\w+)#(\d+)")


def _heartbeat(name: str) -> Callable[[str], str]:
    """Return the words of messages that are heartbeats while they have nothing to bring."""

    def words(label: str) -> str:
        if not label.startswith("♥"):
            return f"{name} {label}"
        said = re.sub(r"^t(\d+)$", r"term \1", label.removeprefix("♥").strip(" ?"))
        return f"heartbeat {said}".strip()

    return words


PHRASES: Mapping[str, Callable[[str], str]] = {
    "accepted": lambda label: label,
    "acknowledge": lambda label: f"acknowledgement {label.removeprefix('ack').removeprefix('got').strip()}".strip(),
    "answered": lambda label: f"forwarded answer {label}",
    "append": _heartbeat("append"),
    "ask_state": lambda _: "“how far are you?”",
    "confirm": lambda label: f"“is configuration {label.removeprefix('still ').rstrip('?')} still in force?”",
    "confirmed": lambda label: f"“configuration {label.removeprefix('still ')} is still in force”",
    "configure": lambda label: f"configuration {label}",
    "deposed": lambda label: f"“a later primary has taken over, {label}”",
    "digest": lambda _: "“what do you have?”",
    "expelled": lambda _: "“you are no longer in the chain”",
    "forward": lambda label: f"forwarded request {label}",
    "have": lambda label: f"“I have all up to {label.removeprefix('≤')}”",
    "heartbeat": _heartbeat("heartbeat"),
    "in_doubt_too": lambda _: "“I am in doubt, too”",
    "inquire": lambda _: "“do you know the decision?”",
    "install-snapshot": lambda label: f"install {label}",
    "installed": lambda label: f"installed {label}",
    "missing": lambda label: "“nothing new”" if label == "nothing new" else f"what was missing, {label}",
    "position": lambda label: f"“I have {label.removeprefix('has ')} entries”",
    "pre_commit": lambda _: "pre-commit",
    "pre-vote": lambda label: f"“{re.sub(r', t', ' in term ', label)}?”",
    "pre-voted": lambda label: f"“{re.sub(r', t', ' in term ', label)}”",
    "push": lambda label: "“nothing new”" if label == "nothing new" else f"push {label}",
    "redirect": lambda label: f"“ask {label.removeprefix('→ ')} instead”",
    "refuse": lambda _: "refusal",
    "reject": lambda label: f"refusal, {label.removeprefix('no: ')}",
    "replicate": _heartbeat("replicate"),
    "request-vote": lambda label: f"“{re.sub(r', t', ' in term ', label)}”",
    "tell_state": lambda label: f"“I am {label}”",
    "timeout-now": lambda label: f"“{re.sub(r', t', ' from term ', label)}”",
    "vote": lambda label: f"vote {re.sub(r', t', ' in term ', label)}",
}
"""The words of a message by its kind, from its label. Other kinds are told by their name and their label."""


def message_words(body: Body) -> str:
    """Return what a message says: `store x=7`, `“what do you have?”`."""
    phrase = PHRASES.get(body.kind)
    if phrase is not None:
        return phrase(body.label)
    name = kind_words(body.kind)
    return body.label if body.label.startswith(name) else f"{name} {body.label}"


def kind_words(kind: str) -> str:
    """Return a kind of message in words: `pre_commit` is `pre commit`."""
    return kind.replace("_", " ").replace("-", " ")


def timer_words(name: str) -> str:
    """Return a timer in words: `resend/bob#2` is `resend for bob's operation 2`."""
    kind, _, about = name.partition("/") if "/" in name else ("", "", name)
    words = OPERATION.sub(r"for \1's operation \2", about)
    return " ".join(filter(None, [kind.replace("_", " "), words]))
