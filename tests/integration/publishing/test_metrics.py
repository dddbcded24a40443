"""Figures for Prometheus: right, and for those only who may see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from commentbox.models import Article
from tests.integration.publishing.holding import Holding, Make
from tests.page import PageClient

TOKEN = "a-token-for-metrics-only"
THREAD = "/api/comments?article=first"

Client = Callable[..., PageClient]


def figures(text: str) -> dict[tuple[str, str], float]:
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_programs_on_this_machine_may_see_them(client: PageClient) -> None:
    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-For": "192.0.2.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
    ],
)
def test_who_comes_through_a_proxy_is_not_on_this_machine(
    client_with: Client, headers: dict[str, str]
) -> None:
    client = client_with(metrics_token=TOKEN)

    assert client.get("/metrics", headers=headers).status_code == 404
    right = headers | {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/metrics", headers=right).status_code == 200


@pytest.mark.parametrize("peer", ["192.0.2.1", "2001:db8::1", "", "10.0.0.1"])
def test_from_elsewhere_only_the_token_opens(client_with: Client, peer: str) -> None:
    client = client_with(metrics_token=TOKEN)

    def status(authorization: str | None) -> int:
        headers = {"Authorization": authorization} if authorization else {}
        answer = client.get(
            "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": peer}
        )
        return answer.status_code

    assert status(f"Bearer {TOKEN}") == 200
    for wrong in (None, "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", TOKEN, "é"):
        assert status(wrong) == 404


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Bearer None"])
def test_without_a_token_nobody_elsewhere_may(
    client: PageClient, authorization: str
) -> None:
    answer = client.get(
        "/metrics",
        headers={"Authorization": authorization},
        environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
    )

    assert answer.status_code == 404


def test_an_ipv4_address_in_the_clothes_of_an_ipv6_one_is_seen_through(
    client: PageClient,
) -> None:
    for peer, status in (("::ffff:127.0.0.1", 200), ("::1", 200), ("::2", 404)):
        answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": peer})
        assert answer.status_code == status


def test_they_say_how_readers_were_answered(start: Make, article: Article) -> None:
    assert article
    holding: Holding = start()
    tag = holding.get(THREAD).headers["ETag"]
    for _ in range(3):
        holding.get(THREAD)
    holding.get(THREAD, If_None_Match=tag)
    holding.get("/nowhere")
    holding.get("/api/comments?article=none")

    found = figures(holding.get("/metrics").text)

    assert found["commentbox_pages_total", "miss"] == 1
    assert found["commentbox_pages_total", "hit"] == 4
    assert found["commentbox_not_modified_total", ""] == 1
    assert found["commentbox_requests_total", "other4xx"] == 1
    assert found["commentbox_requests_total", "api4xx"] == 1
    assert found["commentbox_page_render_seconds_count", ""] == 2
    assert found["commentbox_held_pages", ""] == 1
    assert found["commentbox_held_bytes", ""] > 1_000
    assert 0 <= found["commentbox_unchecked_seconds", ""] < 60
