"""Small histories to try on the page that judges them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A history, and what to see in it."""

    title: str
    text: str


EXAMPLES = (
    Example(
        "A stale read: linearizable breaks, sequential holds",
        """{"ops": [
  {"process": 0, "f": "write", "key": "x", "value": 1, "start": 0, "end": 8},
  {"process": 1, "f": "read", "key": "x", "value": null, "start": 10, "end": 14}
]}
""",
    ),
    Example(
        "An answer seen before its question: not even causal",
        """{"ops": [
  {"process": "ann", "f": "write", "key": "question", "value": "Lunch?", "start": 0, "end": 1},
  {"process": "ben", "f": "read", "key": "question", "value": "Lunch?", "start": 2, "end": 3},
  {"process": "ben", "f": "write", "key": "answer", "value": "Yes!", "start": 4, "end": 5},
  {"process": "eve", "f": "read", "key": "answer", "value": "Yes!", "start": 6, "end": 7},
  {"process": "eve", "f": "read", "key": "question", "value": null, "start": 8, "end": 9}
]}
""",
    ),
    Example(
        "Jepsen's log of a compare-and-set register",
        """INFO  jepsen.util - 0 :invoke :write 1
INFO  jepsen.util - 0 :ok :write 1
INFO  jepsen.util - 1 :invoke :cas [1 2]
INFO  jepsen.util - 2 :invoke :read nil
INFO  jepsen.util - 2 :ok :read 2
INFO  jepsen.util - 1 :info :cas [1 2]
INFO  jepsen.util - 0 :invoke :read nil
INFO  jepsen.util - 0 :ok :read 1
""",
    ),
)
