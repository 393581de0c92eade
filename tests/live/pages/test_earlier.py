"""Runs of earlier versions of the simulation: what is kept of them, how they open, what begins again."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from apps.labs.run.scenario import SIMULATION_VERSION
from apps.live.earlier import recorder
from apps.live.earlier.wanted import want_run
from apps.live.lab.log import create_found_lab, load_run
from apps.live.management.left_behind import delete_left_behind
from apps.live.models import Lab, Recording, Run, SharedMoment, WantedRecording
from apps.live.upkeep import disk_room
from tests.live.pages.test_compare import text_of
from tests.live.pages.test_moments import FIELDS, columns_of, shared
from tests.live.pages.test_pages import new_lab
from tests.live.stored import STALE, give, lab_with_branches

pytestmark = pytest.mark.django_db(transaction=True)

AGAIN = "Begin again from the same scenario"


def upgrade() -> None:
    """Make every recording that is wanted, and have the simulation of all runs replaced after that."""
    async_to_sync(recorder.record_all)()
    Run.objects.update(simulation_version=SIMULATION_VERSION - 1)


def recorded_lab(client: Client) -> str:
    """The page of a lab with one run that was recorded, and is now of an earlier version."""
    page = new_lab(client, "stale-read")
    give(Run.objects.get(), STALE, 4_000)
    want_run(Lab.objects.get().pk)
    upgrade()
    return page


def test_a_shared_moment_opens_after_an_upgrade_as_the_same_recording(client: Client) -> None:
    link = shared(client, lab_with_branches(client))
    before = Client().get(link + "recording/?column=0").json()
    upgrade()
    answer = Client().get(link)
    (column,) = answer.context["columns"]
    assert answer.status_code == 200
    assert column["title"].startswith("Run 1: ")
    assert Client().get(column["recording"]).json() == before
    assert "earlier version" in text_of(answer)
    assert answer.context["moment"]["seq"] == 30
    for address in (link.replace("moments", "embed"), link + "print/", link + "card.svg"):
        assert Client().get(address).status_code == 200


def test_a_shared_comparison_opens_after_an_upgrade_without_its_differences(client: Client) -> None:
    page = lab_with_branches(client)
    columns = columns_of(client.get(page + "compare/?run=1&run=2"))
    link = shared(client, page, columns=columns, seq="0", tick="1200", event="", model="", question="")
    before = [Client().get(f"{link}recording/?column={column}").json() for column in (0, 1)]
    upgrade()
    answer = Client().get(link)
    assert [Client().get(each["recording"]).json() for each in answer.context["columns"]] == before
    assert "without the list of their differences" in text_of(answer)
    assert (AGAIN in text_of(answer), "Fork to try" in text_of(answer)) == (True, False)


def test_a_moment_that_was_not_recorded_opens_in_words_up_to_where_it_was_shared(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page)
    SharedMoment.objects.update(columns=[{"run": 1, "commands": 1, "tick": 900, "steps": None, "mode": ""}])
    Run.objects.update(simulation_version=1)
    answer = Client().get(link)
    said = text_of(answer)
    assert (answer.status_code, AGAIN in said) == (200, True)
    assert "write x = 1" in said
    assert "write x = 2" not in said
    assert Client().get(link.replace("moments", "embed")).status_code == 200
    assert Client().get(link + "recording/?column=0").status_code == 409


def test_a_visitor_begins_again_from_a_moment_in_a_lab_of_their_own(client: Client) -> None:
    link = shared(client, lab_with_branches(client))
    upgrade()
    visitor = Client()
    answer = visitor.post(link, follow=True)
    assert answer.status_code == 200
    stored = load_run(answer.redirect_chain[0][0].split("/")[2])
    old = Run.objects.get(number=1, lab=SharedMoment.objects.get().lab)
    assert stored is not None
    assert (stored.seed, stored.scenario.to_json()["dials"], stored.log) == (old.seed, old.scenario["dials"], ())


def test_a_lab_of_an_earlier_version_opens_as_it_was_recorded(client: Client) -> None:
    page = new_lab(client, "stale-read")
    give(Run.objects.get(), STALE, 4_000)
    want_run(Lab.objects.get().pk)
    before = client.get(page + "recording/?run=1").json()
    upgrade()
    answer = client.get(page)
    assert (answer.status_code, AGAIN in text_of(answer)) == (200, True)
    assert client.get(answer.context["columns"][0]["recording"]).json() == before
    assert client.get(page + "recording/?run=1&after=40").json() == {
        "run": 1,
        "events": [event for event in before["events"] if event["seq"] > 40],
        "until": before["until"],
    }
    assert client.get(page + "runs/1/print/").status_code == 200
    assert Client().get(page).status_code == 404
    assert Client().get(page + "runs/1/").status_code == 404


def test_a_link_to_a_lab_of_an_earlier_version_shows_the_recording_without_the_button(client: Client) -> None:
    page = recorded_lab(client)
    client.post(page + "share/", {"grant": "watch"})
    link = f"/shared/{Lab.objects.get().links.get().token}/"
    answer = Client().get(link)
    assert (answer.status_code, AGAIN in text_of(answer)) == (200, False)
    assert Client().get(answer.context["columns"][0]["recording"]).status_code == 200


def test_a_lab_that_was_not_recorded_opens_in_words(client: Client) -> None:
    page = new_lab(client, "stale-read")
    give(Run.objects.get(), STALE, 4_000)
    Run.objects.update(simulation_version=1)
    answer = client.get(page)
    said = text_of(answer)
    assert (answer.status_code, AGAIN in said) == (200, True)
    for words in ("no recording of it was kept", "alice at n1: write x = 2", "1.100 s", "up to 4.000 s"):
        assert words in said
    assert client.get(page + "recording/?run=1").status_code == 409


def test_a_scenario_that_cannot_be_read_any_more_is_said_in_words(client: Client) -> None:
    page = recorded_lab(client)
    run = Run.objects.get()
    Run.objects.update(
        scenario={**run.scenario, "protocol": "carrier-pigeons", "script": [{"command": "Fly", "tick": 1}]}
    )
    answer = client.get(page)
    assert (answer.status_code, "cannot read the scenario" in text_of(answer)) == (200, True)
    assert client.post(page + "runs/1/again/").status_code == 409
    for address in ("/labs/", page + "branches/", page + "share/", page + "compare/?run=1", page + "modes/"):
        assert client.get(address).status_code in (200, 400, 409), address
    Recording.objects.all().delete()
    assert "carrier-pigeons, which is no longer offered" in text_of(client.get(page))


def test_beginning_again_makes_a_run_of_this_version_with_the_same_start(client: Client) -> None:
    page = recorded_lab(client)
    Run.objects.update(seed=7)
    old = Run.objects.get()
    answer = client.post(page + "runs/1/again/", follow=True)
    assert (answer.status_code, answer.redirect_chain[0][0]) == (200, page)
    new = load_run(old.lab_id)
    assert new is not None
    assert (new.number, new.seed, new.log, new.horizon.tick) == (2, old.seed, (), 0)
    assert new.scenario.to_json()["dials"] == old.scenario["dials"]
    assert "lab-session" in answer.content.decode()
    elsewhere = client.post(page + "runs/1/again/", {"then": "https://example.org/"})
    assert elsewhere["Location"] == page
    assert AGAIN in text_of(client.get(page + "runs/1/"))
    assert f"{page}runs/1/" in client.get(page + "branches/").content.decode()
    runs = Run.objects.count()
    assert client.get(page + "runs/2/")["Location"] == page
    assert client.post(page + "runs/2/again/")["Location"] == page
    assert Run.objects.count() == runs
    assert Client().post(page + "runs/1/again/").status_code == 404


def test_what_needs_a_replay_is_refused_in_words(client: Client) -> None:
    page = recorded_lab(client)
    for asked in ("witness/replicated/linearizable/?run=1", "clocks/pair/?run=1&until=30", "runs/1/edn/"):
        answer = client.get(page + asked)
        assert (answer.status_code, "earlier version" in answer.content.decode()) == (409, True), asked
    assert "earlier version" in text_of(client.post(page + "moments/", FIELDS))


def test_events_and_the_run_file_are_saved_of_a_recorded_run(client: Client) -> None:
    page = new_lab(client, "stale-read")
    give(Run.objects.get(), STALE, 4_000)
    events = client.get(page + "runs/1/log/").content
    want_run(Lab.objects.get().pk)
    upgrade()
    assert client.get(page + "runs/1/log/").content == events
    saved = json.loads(client.get(page + "runs/1/json/").content)
    assert (saved["simulation_version"], len(saved["commands"])) == (SIMULATION_VERSION - 1, len(STALE))


def test_files_of_a_moment_hold_no_more_than_the_moment_shows(client: Client) -> None:
    page = lab_with_branches(client)
    link = shared(client, page)
    events = Client().get(link + "log/").content
    upgrade()
    assert Client().get(link + "log/").content == events
    SharedMoment.objects.update(columns=[{"run": 1, "commands": 1, "tick": 900, "steps": None, "mode": ""}])
    saved = json.loads(Client().get(link + "json/").content)
    assert (len(saved["commands"]), saved["until"]["tick"]) == (1, 900)
    assert Client().get(link + "edn/").status_code == 409


def opened(client: Client, saved: dict[str, Any]) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("run.json", json.dumps(saved).encode())
    return client.post("/labs/open/", {"file": file}, follow=True)


def test_a_run_file_of_an_earlier_version_opens_in_words(client: Client) -> None:
    page = recorded_lab(client)
    saved = json.loads(client.get(page + "runs/1/json/").content)
    answer = opened(Client(), saved)
    assert (answer.status_code, "alice at n1: write x = 2" in text_of(answer)) == (200, True)
    assert opened(Client(), {**saved, "simulation_version": SIMULATION_VERSION + 1}).status_code == 422


def test_saving_a_run_file_has_the_run_recorded(client: Client) -> None:
    page = new_lab(client)
    client.get(page + "runs/1/log/")
    assert not WantedRecording.objects.exists()
    client.get(page + "runs/1/json/")
    assert WantedRecording.objects.get().run == Run.objects.get()


def test_a_revoked_moment_loses_its_recording(client: Client) -> None:
    page = lab_with_branches(client)
    shared(client, page)
    shared(client, page, seq="20", tick="1000", event="")
    want_run(Lab.objects.get().pk, 1)
    async_to_sync(recorder.record_all)()
    assert Recording.objects.count() == 3
    client.post(f"{page}moments/{SharedMoment.objects.earliest('pk').pk}/revoke/")
    delete_left_behind(timezone.now())
    assert Recording.objects.count() == 2
    Lab.objects.all().delete()
    assert not Recording.objects.exists()


def test_a_recording_without_room_is_not_kept_and_nothing_waits_for_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = shared(client, lab_with_branches(client))
    monkeypatch.setattr(disk_room, "RECORDINGS_A_VISITOR_BYTES_MAX", 10)
    async_to_sync(recorder.record_all)()
    assert (Recording.objects.exists(), WantedRecording.objects.exists()) == (False, False)
    assert Client().get(link).status_code == 200


def test_the_recordings_of_a_visitor_are_counted_by_their_packed_size(client: Client) -> None:
    shared(client, lab_with_branches(client))
    async_to_sync(recorder.record_all)()
    kept = Recording.objects.get()
    assert kept.size == len(kept.packed)
    assert json.loads(gzip.decompress(kept.packed))["until"]["tick"] == kept.tick == 4_000


def test_a_run_that_cannot_be_recorded_does_not_stop_the_next(client: Client) -> None:
    page = new_lab(client)
    other = create_found_lab(load_run(page.split("/")[2]).scenario, 1, owner="x", title="Other", brief="")  # type: ignore[union-attr]
    Run.objects.exclude(lab=other).update(scenario={"protocol": "carrier-pigeons"})
    for lab in Lab.objects.order_by("created"):
        want_run(lab.pk)
    async_to_sync(recorder.record_all)()
    assert [each.run.lab for each in Recording.objects.all()] == [other]
    assert not WantedRecording.objects.exists()


def test_a_recording_that_cannot_be_stored_now_stays_wanted(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shared(client, lab_with_branches(client))

    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(recorder, "has_room_for_recording", full)
        assert not async_to_sync(recorder.record_next)()
        assert not async_to_sync(recorder.record_next)()
    assert caplog.text.count("could not be made now") <= 1
    async_to_sync(recorder.record_all)()
    assert (Recording.objects.count(), WantedRecording.objects.count()) == (1, 0)
