"""Measurements of this process, for `/metrics`, in Prometheus' text format.

What is counted stands here. A gauge is registered where the thing lives that it looks at.
"""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

registry = CollectorRegistry()
ProcessCollector(registry=registry)

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10)
"""Upper bounds of the histograms' buckets; 150 and 300 ms are aims of `docs/performance.md`."""

command_seconds = Histogram(
    "lightcone_command_acknowledgement_seconds",
    "From the arrival of a lab's command until its acknowledgement is sent.",
    buckets=SECONDS,
    registry=registry,
)
loop_lag_seconds = Histogram(
    "lightcone_event_loop_lag_seconds",
    "How late the event loop takes up a call that is due.",
    buckets=SECONDS,
    registry=registry,
)
worker_messages = Counter("lightcone_worker_messages", "Messages sent to other workers.", registry=registry)
frames_sent = Counter("lightcone_frames_sent", "Frames sent to sockets.", registry=registry)


def gauge(name: str, meaning: str, value: Callable[[], float], **labels: str) -> None:
    """Register a gauge whose value is looked up each time that the metrics are read, from any thread."""
    if name not in _gauges:
        _gauges[name] = Gauge(name, meaning, labelnames=list(labels), registry=registry)
    (_gauges[name].labels(**labels) if labels else _gauges[name]).set_function(value)


_gauges: dict[str, Gauge] = {}
