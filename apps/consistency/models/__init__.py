"""The models. Each module declares one, in its constant `MODEL`; adding a file adds a model.

Two questions are asked about one run: *as observed* (could any store of this model have answered the clients so?) and
*as replicated* (did this store keep it, by its own version order?).
"""

from __future__ import annotations

from functools import lru_cache

from apps.consistency.model import Definition, Model
from apps.consistency.terms import OBSERVED, QUESTIONS, REPLICATED
from apps.registry import Registry

__all__ = ["MODELS", "OBSERVED", "QUESTIONS", "REPLICATED", "arrows", "definition", "implied", "models_of"]


def _implied_names(model: Model) -> set[str]:
    definitions = [model.definition(question) for question in QUESTIONS]
    return {name for each in definitions if each is not None for name in each.implies}


MODELS: Registry[Model] = Registry(
    "MODEL", ("apps.consistency.models",), lambda model: (model.order, model.name), _implied_names
)
"""By name, the strongest first."""


def models_of(question: str) -> tuple[str, ...]:
    """Return the names of the models that a question has, the strongest first; none for an unknown question."""
    if question not in QUESTIONS:
        return ()
    return tuple(name for name, model in MODELS.items() if model.definition(question) is not None)


def definition(model: str, question: str) -> Definition:
    """Return a model's definition by a question; KeyError if it has none."""
    found = MODELS[model].definition(question)
    if found is None:
        raise KeyError(model)
    return found


def arrows(question: str) -> dict[str, tuple[str, ...]]:
    """Return the models that each implies directly, the strongest first."""
    return {name: found.implies for name in models_of(question) if (found := definition(name, question)).implies}


def implied(model: str, question: str) -> frozenset[str]:
    """Return every model that this one implies, itself not among them."""
    return _implied(model, question, MODELS.version)


@lru_cache(maxsize=256)
def _implied(model: str, question: str, version: int) -> frozenset[str]:
    found = MODELS[model].definition(question)
    weaker = frozenset(found.implies if found is not None else ())
    return weaker.union(*(_implied(name, question, version) for name in weaker))
