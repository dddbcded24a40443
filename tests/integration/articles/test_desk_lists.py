"""The desk says where new articles are looked for, and what came of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commentbox.articles.discovering import Found, Heard
from commentbox.articles.site_lists import note_failure, note_read
from commentbox.domain.messages import N_
from commentbox.models import ListKind, Site, SiteList
from commentbox.outside.refusals import Refused, Unreachable
from tests.desk import sign_in, words
from tests.factories import NOON, a_moderator
from tests.hostile import VECTORS
from tests.page import PageClient

PATH = "/desk/articles"
SITEMAP = "https://blog.example.org/s.xml"


@pytest.fixture
def grace(client: PageClient, session: Session, site: Site) -> PageClient:
    site.sitemap_url, site.timezone = SITEMAP, "UTC"
    a_moderator(session)
    session.commit()
    sign_in(client)
    return client


@pytest.fixture
def row(session: Session, site: Site) -> SiteList:
    row = SiteList(
        site_id=site.id,
        kind=ListKind.SITEMAP,
        url=SITEMAP,
        next_at=NOON,
    )
    session.add(row)
    return row


def read(row: SiteList, found: Found, fetched: int = 0, left_over: int = 0) -> None:
    note_read(row, found, fetched=fetched, left_over=left_over, whole=True, now=NOON)
    row.next_at = NOON + timedelta(hours=1)


def said(grace: PageClient, query: str = "") -> str:
    whole = words(grace.get(PATH + query))
    return whole[whole.find(SITEMAP) :]


def test_what_was_just_set_is_read_soon(grace: PageClient) -> None:
    assert "Not read yet. This happens within a minute." in said(grace)


def test_a_site_without_lists_is_told_nothing(
    grace: PageClient, session: Session, site: Site
) -> None:
    site.sitemap_url = None
    session.commit()

    assert "Where new articles are looked for" not in words(grace.get(PATH))


def test_when_it_was_read_and_what_came_of_it(
    grace: PageClient, session: Session, row: SiteList
) -> None:
    files = {SITEMAP: Heard(listed=1312)}
    found = Found(files=files, moved_to="https://blog.example.org/wp.xml")
    read(row, found, fetched=2, left_over=3)
    session.commit()

    text = said(grace)

    assert "Last read on 2 March 2026 at 12:00: 1,312 pages, 2 of them" in text
    assert "3 more are looked at later. Next on 2 March 2026 at 13:00." in text
    assert "It was found at https://blog.example.org/wp.xml." in text


def test_what_went_wrong_is_said_in_the_language_of_the_desk(
    grace: PageClient, session: Session, row: SiteList
) -> None:
    read(row, Found(files={SITEMAP: Heard(listed=1)}))
    error = Unreachable(N_("there is no host %(host)s"), host="blog.example.org")
    note_failure(row, error, now=NOON + timedelta(hours=1))
    row.next_at = NOON + timedelta(hours=2)
    session.commit()

    english, german = said(grace), said(grace, "?lang=de")

    assert "13:00: there is no host blog.example.org. It will be tried" in english
    assert "tried again on 2 March 2026 at 14:00." in english
    assert "Last read on 2 March 2026 at 12:00: 1 page, nothing new." in english
    assert "es gibt keinen Rechner blog.example.org." in german


def test_a_file_that_could_not_be_read_is_named(
    grace: PageClient, session: Session, row: SiteList
) -> None:
    found = Found(files={SITEMAP: Heard(listed=1)})
    inner = "https://blog.example.org/in.xml"
    found.tell(inner, N_("it answers %(status)s"), {"status": 404})
    read(row, found)
    session.commit()

    assert f"Not all of it could be read: {inner}: it answers 404" in said(grace)


@pytest.mark.parametrize("vector", VECTORS[:20])
def test_what_a_list_says_is_only_shown(
    grace: PageClient, session: Session, row: SiteList, vector: str
) -> None:
    found = Found(files={SITEMAP: Heard(listed=1)}, moved_to=vector)
    found.tell(vector, N_("it is of another kind: %(kind)s"), {"kind": vector})
    read(row, found)
    session.commit()
    # The client of the tests looks at every page for markup that is not ours.
    assert grace.get(PATH).status_code == 200
    note_failure(row, Refused(vector), now=NOON)
    session.commit()

    assert grace.get(PATH).status_code == 200
