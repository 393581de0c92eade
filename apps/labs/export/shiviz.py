"""A run's events as a log that ShiViz draws (Beschastnikh et al., "Visualizing Distributed System Executions", 2020).

Its format: the first line is the regular expression that takes the log apart, the second a delimiter of executions
(none here), then two lines an event: what happened; the host and its vector clock as JSON. The clock must name its own
host, start there with 1 and grow by 1 with each event. The kernel's ground-truth clocks are exactly that.

Choices: a clock leaves out the processes it knows nothing of. What happens at no process (a message that is lost, a
fault in the network) has no clock, so it is not in the log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from apps.labs.run.projection import WireEvent

EXPRESSION = r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})"
"""The expression that ShiViz documents as its default."""

LINE_ENDS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")


def shiviz_log(events: Iterable[WireEvent], processes: Sequence[str]) -> str:
    """The log of these events; `processes` gives the order of a clock's entries."""
    entries = (_entry(event, processes) for event in events if event["clock"] is not None)
    return f"{EXPRESSION}\n\n{''.join(entries)}"


def _entry(event: WireEvent, processes: Sequence[str]) -> str:
    clock = {name: count for name, count in zip(processes, event["clock"], strict=True) if count}
    tick, text = event["tick"], LINE_ENDS.sub(" ", event["text"])
    return f"{tick // 1000}.{tick % 1000:03} s {text}\n{event['process']} {json.dumps(clock)}\n"
