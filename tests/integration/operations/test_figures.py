"""Figures answer what whoever runs commentbox asks; alerts name figures that exist."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.jobs.queue import enqueue
from commentbox.models import Article, Job, Site
from commentbox.web.metrics import EXTENSION, Lines
from tests.factories import a_comment, decided
from tests.integration.people import Ada
from tests.page import PageClient

ROOT = Path(__file__).parents[3]
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))
RULES: list[dict[str, Any]] = [r for g in ALERTS["groups"] for r in g["rules"]]
PAGE = (ROOT / "docs" / "running.md").read_text("utf-8")

NAME = re.compile(r"\bcommentbox_[a-z_]+")
#: Of the machinery around: whether Prometheus reaches a server.
OTHERS = {"up"}


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def figures(client: PageClient) -> dict[str, float]:
    """Return each figure by its name and the values of its labels, by their names."""
    text = client.get("/metrics").get_data(as_text=True)
    return {
        " ".join((s.name, *s.labels.values())): s.value
        for family in text_string_to_metric_families(text)
        for s in family.samples
    }


def test_they_say_how_many_wait_and_for_how_long(
    client: PageClient, session: Session, site: Site, article: Article, now: datetime
) -> None:
    for hours in (1, 5):
        a_comment(session, article, posted_at=now - timedelta(hours=hours))
    session.commit()

    found = figures(client)

    assert found[f"commentbox_waiting_comments pending {site.name}"] == 2
    assert found[f"commentbox_waiting_comments filtered {site.name}"] == 0
    since = found[f"commentbox_waiting_seconds pending {site.name}"]
    assert 5 * 3600 <= since < 5 * 3600 + 60
    assert found[f"commentbox_waiting_seconds filtered {site.name}"] == 0
    assert found["commentbox_database_up"] == 1


def test_they_say_what_was_decided_within_the_last_hour(
    client: PageClient, session: Session, site: Site, article: Article, now: datetime
) -> None:
    for minutes in (5, 30, 90):
        comment = a_comment(session, article)
        moment = now - timedelta(minutes=minutes)
        decided(session, comment, State.APPROVED, now=moment)
    session.commit()

    found = figures(client)

    assert found[f"commentbox_decisions_last_hour {site.name} approved api"] == 2


def test_they_say_which_work_is_late_and_which_was_given_up(
    client: PageClient, session: Session, now: datetime
) -> None:
    due = now - timedelta(minutes=10)
    enqueue(session, "page", "late", {}, now=now, due_at=due)
    enqueue(session, "page", "later", {}, now=now, due_at=now + timedelta(hours=1))
    enqueue(session, "purge", "dead", {}, now=now, due_at=due)
    session.flush()
    for job in session.query(Job).filter_by(kind="purge"):
        job.dead_at = now
    session.commit()

    found = figures(client)

    assert found["commentbox_jobs page waiting"] == 2
    assert found["commentbox_jobs page given_up"] == 0
    assert found["commentbox_jobs purge given_up"] == 1
    assert 600 <= found["commentbox_jobs_overdue_seconds page"] < 660
    assert found["commentbox_jobs_overdue_seconds purge"] == 0


def test_they_say_how_long_screening_took_and_who_was_told_to_wait(
    client_with: Callable[..., PageClient], article: Article
) -> None:
    assert article
    client = client_with(rate_limits={"client": "1/minute", "article": "99/minute"})
    ada = Ada(client)
    statuses = [ada.posts().status_code for _ in range(3)]

    found = figures(client)

    assert statuses == [201, 429, 429]
    assert found["commentbox_screening_seconds_count"] == 1
    assert found["commentbox_rate_limited_total posting_api.post"] == 2


def test_they_count_what_is_logged_and_no_news(app: Flask, client: PageClient) -> None:
    counting = Lines(app.extensions[EXTENSION])
    log = logging.getLogger("commentbox.test")
    before = figures(client)
    logging.getLogger().addHandler(counting)
    try:
        log.info("news")
        log.warning("odd")
        log.error("wrong")
        log.critical("very wrong")
    finally:
        logging.getLogger().removeHandler(counting)

    after = figures(client)

    def more(level: str) -> float:
        name = f"commentbox_logged_total {level}"
        return after[name] - before.get(name, 0)

    assert (more("warning"), more("error")) == (1, 2)


def test_without_a_database_they_say_that_and_all_else(
    client: PageClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise OSError

    monkeypatch.setattr(app.extensions["commentbox.waiting"], "_ask", fails)

    found = figures(client)

    assert found["commentbox_database_up"] == 0
    assert "commentbox_held_pages" in found
    assert not [name for name in found if "waiting" in name]


def known_names(client: PageClient) -> set[str]:
    text = client.get("/metrics").get_data(as_text=True)
    names = set()
    for family in text_string_to_metric_families(text):
        names |= {sample.name for sample in family.samples} or {family.name}
        if family.type == "histogram":
            names |= {f"{family.name}{end}" for end in ("_bucket", "_count", "_sum")}
        if family.type == "counter":
            names.add(f"{family.name}_total")
    return names


def test_each_alert_asks_for_figures_that_there_are(
    client: PageClient, article: Article
) -> None:
    assert article
    known = known_names(client)

    assert len(RULES) > 8
    for rule in RULES:
        asked = set(NAME.findall(rule["expr"])) | (
            {"up"} if re.search(r"\bup\b", rule["expr"]) else set()
        )
        assert asked, rule["alert"]
        assert asked <= known | OTHERS, rule["alert"]


def test_each_alert_says_what_it_means_and_what_to_do() -> None:
    names = [rule["alert"] for rule in RULES]

    assert len(set(names)) == len(names)
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["action"]
        assert rule["expr"].count("(") == rule["expr"].count(")")


def test_each_alert_has_its_line_among_what_can_go_wrong() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    table = text[text.index("## When something is wrong") :].partition("\n## ")[0]

    named = set(re.findall(r"`(Commentbox\w+)`", table))

    assert named == {rule["alert"] for rule in RULES}


def test_each_figure_is_described(client: PageClient) -> None:
    text = client.get("/metrics").get_data(as_text=True)
    families = {f.name for f in text_string_to_metric_families(text)}
    table = PAGE[PAGE.index("## Figures for Prometheus") :].partition("\n## ")[0]

    ours = {n for n in families if n.startswith("commentbox_")}
    # When a counter began, which one process alone says and several do not.
    ours = {name for name in ours if not name.endswith("_created")}
    missing = {name for name in ours if name not in table}
    # Two names in a row, such as ``commentbox_held_pages``, ``_held_bytes``.
    assert {n for n in missing if n.removeprefix("commentbox") not in table} == set()
    assert len(ours) > 15
