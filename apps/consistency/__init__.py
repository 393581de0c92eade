"""What "consistent" means, decided: histories and what they show.

`check` judges a whole history, `Judge` a run while it goes on; `MODELS` and `ARROWS` say what is judged and how the
models hang together.
"""

from apps.consistency.anomalies import Anomaly, anomalies
from apps.consistency.budget import Budget
from apps.consistency.check import check
from apps.consistency.history import Operation
from apps.consistency.judge import Judge
from apps.consistency.models import ARROWS, MODELS, MODELS_OF, OBSERVED, REPLICATED, Model, implied
from apps.consistency.verdict import HOLDS, UNDECIDED, VIOLATED, Edge, Verdict

__all__ = [
    "ARROWS",
    "HOLDS",
    "MODELS",
    "MODELS_OF",
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
    "check",
    "implied",
]
