"""What "consistent" means, decided: histories and what they show.

`check` judges a whole history, `Judge` a run while it goes on; `MODELS` are the models, and `arrows` says which
implies which.
"""

from apps.consistency.anomalies import Anomaly, anomalies
from apps.consistency.budget import Budget
from apps.consistency.check import check
from apps.consistency.history import Operation
from apps.consistency.judge import Judge
from apps.consistency.model import Model
from apps.consistency.models import MODELS, OBSERVED, REPLICATED, arrows, implied, models_of
from apps.consistency.verdict import HOLDS, UNDECIDED, VIOLATED, Edge, Verdict

__all__ = [
    "HOLDS",
    "MODELS",
    "OBSERVED",
    "REPLICATED",
    "UNDECIDED",
    "VIOLATED",
    "Anomaly",
    "Budget",
    "Edge",
    "Judge",
    "Model",
    "Operation",
    "Verdict",
    "anomalies",
    "arrows",
    "check",
    "implied",
    "models_of",
]
