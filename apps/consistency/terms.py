"""The terms by which a history is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from apps.consistency.datatypes import DATA, DataType
from apps.consistency.reads_from import Choices
from apps.consistency.versions import Supersedes

OBSERVED = "observed"
"""The question whether any store of a model could have answered the clients so."""
REPLICATED = "replicated"
"""The question whether this store kept a model, by its own version order."""
QUESTIONS = (OBSERVED, REPLICATED)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms by which a history is judged: what its keys hold, their initial value, which writes reads of repeated
    values may have returned, and the store's version order, if there is one.
    """

    question: str = OBSERVED
    data: DataType = DATA["register"]
    initial: Any = None
    choices: Mapping[str, Choices] = field(default_factory=dict)
    supersedes: Supersedes | None = None
