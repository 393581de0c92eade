"""Pages for programs that watch the server: alive, ready, metrics."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from apps.live.upkeep import readiness
from tests.client import LabClient, Visitor
from tests.serving import ServerProcess


def measured(text: str) -> dict[str, float]:
    """The samples of an answer, by name and labels."""
    families = text_string_to_metric_families(text)
    return {
        each.name + "".join(f" {value}" for _, value in sorted(each.labels.items())): each.value
        for family in families
        for each in family.samples
    }


def test_a_live_server_says_so_without_its_database() -> None:
    """Without the mark for it, pytest lets no test reach the database."""
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "alive\n")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_server_is_ready_with_a_migrated_database() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.text) == (200, "ready\n")


def test_a_server_that_cannot_reach_its_database_is_not_ready() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database\nmigrations\n")


@pytest.mark.django_db
def test_a_server_whose_database_lacks_a_migration_is_not_ready() -> None:
    MigrationRecorder.Migration.objects.filter(app="live").last().delete()  # type: ignore[union-attr]
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "migrations\n")


@pytest.mark.django_db
def test_a_check_that_was_added_is_named_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_checks", dict(readiness._checks))
    readiness.add_check("leases", lambda: False)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "leases\n")


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "10.2.0.9"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1"}, 404),
        ({"REMOTE_ADDR": ""}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "headers": {"X-Forwarded-For": "127.0.0.1"}}, 404),
    ],
)
def test_metrics_are_for_this_machine_and_named_networks(settings: Any, asked: dict[str, Any], status: int) -> None:
    settings.METRICS_FROM = (ip_network("10.2.0.0/16"),)
    assert Client().get("/metrics", **asked).status_code == status


def test_metrics_count_what_a_lab_does(server: ServerProcess) -> None:
    def now() -> dict[str, float]:
        return measured(Visitor(server.url).get("/metrics")[1])

    async def work() -> dict[str, float]:
        async with LabClient.open(server.url, "stale-read") as lab:
            await lab.submit("set_speed", per_mille=500)
            return await asyncio.to_thread(now)

    before, meanwhile = now(), asyncio.run(work())
    name = "lightcone_command_acknowledgement_seconds_count"
    assert meanwhile[name] == before[name] + 1
    assert meanwhile["lightcone_labs"] >= 1
    assert meanwhile["lightcone_lab_sockets"] >= 1
    assert meanwhile["lightcone_class_sockets"] == 0
    assert meanwhile["lightcone_frames_sent_total"] > before["lightcone_frames_sent_total"]
    assert meanwhile["lightcone_event_loop_lag_seconds_count"] > 0
    assert meanwhile["lightcone_jobs long waiting"] == 0
    assert meanwhile["process_resident_memory_bytes"] > 0
