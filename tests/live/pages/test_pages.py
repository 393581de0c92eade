"""Pages, forms and partials, without a browser."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from apps.labs.catalogue import catalogue
from apps.labs.protocols import stores
from apps.live.models import Lab, Run, ShareLink

pytestmark = pytest.mark.django_db


def new_lab(client: Client, slug: str = "stale-read") -> str:
    answer = client.post("/labs/", {"lab": slug})
    assert answer.status_code == 302
    return answer["Location"]


@pytest.mark.parametrize("slug", catalogue())
def test_every_lab_of_the_catalogue_opens(client: Client, slug: str) -> None:
    page = client.get(new_lab(client, slug))
    assert page.status_code == 200
    assert catalogue()[slug].title in page.content.decode()
    assert Run.objects.get().scenario["protocol"] == catalogue()[slug].scenario.protocol


def test_the_catalogue_lists_every_lab_and_the_visitors_own(client: Client) -> None:
    mine = new_lab(client)
    page = client.get("/labs/").content.decode()
    for lab in catalogue().values():
        assert lab.title in page
    assert mine in page
    assert mine not in Client().get("/labs/").content.decode()


def test_a_lab_that_is_not_in_the_catalogue_is_not_found(client: Client) -> None:
    assert client.post("/labs/", {"lab": "nonsense"}).status_code == 404
    assert not Lab.objects.exists()


def test_a_form_without_its_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/labs/", {"lab": "stale-read"}).status_code == 403


def test_pages_forbid_inline_scripts_styles_eval_and_framing(client: Client) -> None:
    for path in ("/", "/labs/", new_lab(client), "/nothing/"):
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"<[^>]+\sstyle=|<script(?![^>]*\s(?:src|nonce)=)", answer.content.decode())


@pytest.mark.parametrize("protocol", stores().values(), ids=lambda protocol: protocol.name)
def test_the_dial_form_shows_every_dial_and_what_they_mean(client: Client, protocol) -> None:
    page = client.get(f"/protocols/{protocol.name}/dials/").content.decode()
    for dial in protocol.dials:
        assert f'name="{dial.name}"' in page
    assert protocol.consequence(protocol.defaults(5)).text in unescape(page)


def test_the_consequence_follows_the_dials_before_they_are_applied(client: Client) -> None:
    page = client.get("/protocols/quorum/dials/", {"N": 5, "R": 2, "W": 2, "write_back": "on"}).content.decode()
    assert "R + W = 4 ≤ N = 5: a read may miss the newest write." in page
    page = client.get("/protocols/quorum/dials/", {"N": 5, "R": 3, "W": 3}).content.decode()
    assert "Without write-back" in page


@pytest.mark.parametrize(
    "query", [{"N": "99", "R": "x", "W": "-1"}, {"N": "9" * 5_000}, {"nodes": "²"}, {"nodes": "0"}]
)
def test_dials_out_of_range_fall_back_to_their_defaults(client: Client, query: dict[str, str]) -> None:
    assert client.get("/protocols/quorum/dials/", query).status_code == 200
    assert client.get("/protocols/eventual/dials/", {**query, "conflict": "nonsense"}).status_code == 200


def test_an_unknown_protocol_has_no_dials(client: Client) -> None:
    assert client.get("/protocols/nonsense/dials/").status_code == 404


def test_a_share_link_opens_the_lab_without_telling_its_id(client: Client) -> None:
    path = new_lab(client)
    client.post(path + "share/", {"grant": "bob"})
    link = ShareLink.objects.get()
    page = Client().get(f"/shared/{link.token}/")
    assert page.status_code == 200
    assert link.lab_id not in page.content.decode()
    assert "You act as" in page.content.decode()


def test_a_share_link_for_a_client_that_is_not_there_is_not_made(client: Client) -> None:
    path = new_lab(client)
    assert client.post(path + "share/", {"grant": "nobody"}).status_code == 404
    assert not ShareLink.objects.exists()


def test_a_lab_has_a_bounded_number_of_share_links(client: Client) -> None:
    path = new_lab(client)
    for _ in range(25):
        assert client.post(path + "share/", {"grant": "watch"}).status_code == 200
    assert ShareLink.objects.count() == 20


def test_the_home_page_has_its_recording(client: Client) -> None:
    assert client.get("/").status_code == 200
    recording = client.get("/demo.json").json()
    assert recording["view"]["nodes"]
    assert len(recording["events"]) > 50


def test_a_run_of_a_simulation_that_is_gone_is_refused_in_words() -> None:
    from apps.live.lab.log import VersionGone, create_lab, load_run

    lab = create_lab("stale-read", "someone")
    Run.objects.update(simulation_version=0)
    with pytest.raises(VersionGone):
        load_run(lab.pk)


def test_the_catalogue_makes_no_query_for_each_lab(client: Client, django_assert_max_num_queries) -> None:
    for _ in range(10):
        new_lab(client)
    with django_assert_max_num_queries(6):
        client.get("/labs/")
