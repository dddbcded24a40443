"""What a moderator reads at the desk."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.domain.verdict import Evidence, Finding, Outcome, Verdict
from commentbox.models import Comment, Moderator, Site
from commentbox.moderation.routes import PAGE_SIZE
from commentbox.posting.author import edit, withdraw
from tests.desk import elements, sign_in, words
from tests.factories import (
    NOON,
    NOTHING_FOUND,
    a_comment,
    a_moderator,
    a_site,
    an_article,
    decided,
)
from tests.page import HTML, PageClient, text_of


@pytest.fixture(autouse=True)
def grace(client: PageClient, session: Session, site: Site) -> Moderator:
    grace = a_moderator(session)
    session.commit()
    sign_in(client)
    return grace


def names_on(client: PageClient, address: str = "/desk/") -> list[str]:
    """Return the authors of the cases on a page, in order."""
    page = client.get(address)
    assert page.status_code == 200
    cases = elements(page, "article", "case")
    return [text_of(next(case.iter(f"{HTML}h2"))).strip() for case in cases]


def a_verdict(
    check: str, text: str, body: str, outcome: Outcome = Outcome.FLAG
) -> Verdict:
    start = body.index(text)
    finding = Finding(
        check=check,
        score=0.93,
        evidence=(Evidence(text, start, start + len(text), 1.0),),
        rule=check,
        outcome=outcome,
    )
    return Verdict((finding,))


@pytest.mark.parametrize("address", ["/desk", "/desk/", "/desk/?lane=spam", "CASE"])
def test_a_guest_is_sent_to_sign_in(
    client: PageClient, session: Session, address: str
) -> None:
    comment = a_comment(session)
    session.commit()
    client.delete_cookie("__Host-commentbox", domain="comments.example.org")

    answer = client.get(address.replace("CASE", f"/desk/comments/{comment.id}"))

    assert answer.status_code == 303
    assert "/sign-in?next=%2Fdesk" in answer.location


@pytest.mark.parametrize("state", list(State))
def test_each_lane_shows_its_comments_and_counts(
    client: PageClient, session: Session, state: State
) -> None:
    a_comment(session, state=state, author_name="Ada")
    other = State.SPAM if state is State.PENDING else State.PENDING
    a_comment(session, state=other, author_name="Mallory")
    session.commit()

    page = client.get(f"/desk/?lane={state}")

    assert names_on(client, f"/desk/?lane={state}") == ["Ada"]
    counts = {
        text_of(link).split()[-2]: text_of(link).split()[-1]
        for link in elements(page, "a")
        if "lane=" in link.get("href", "") and link.find("{*}span") is not None
    }
    assert sorted(counts.values()) == ["0", "0", "0", "0", "1", "1"]


def test_the_desk_opens_with_what_waits(client: PageClient, session: Session) -> None:
    a_comment(session, author_name="Ada")
    session.commit()

    assert names_on(client) == ["Ada"]


def test_an_unknown_lane_is_not_found(client: PageClient) -> None:
    assert client.get("/desk/?lane=heaven").status_code == 404


def test_the_oldest_comes_first_and_pages_lead_on(
    client: PageClient, session: Session
) -> None:
    for number in range(PAGE_SIZE + 2):
        moment = NOON + timedelta(minutes=number)
        a_comment(session, author_name=f"Ada {number}", posted_at=moment)
    session.commit()

    first = client.get("/desk/")
    onward = next(e.get("href", "") for e in elements(first, "a", "onward"))

    assert names_on(client) == [f"Ada {n}" for n in range(PAGE_SIZE)]
    assert names_on(client, onward) == [f"Ada {PAGE_SIZE}", f"Ada {PAGE_SIZE + 1}"]


def test_a_page_that_has_emptied_leads_back_to_the_oldest(
    client: PageClient, session: Session
) -> None:
    for number in range(PAGE_SIZE + 1):
        last = a_comment(session, posted_at=NOON + timedelta(minutes=number))
    session.commit()
    onward = elements(client.get("/desk/"), "a", "onward")[0].get("href", "")
    decided(session, last, State.APPROVED)
    session.commit()

    answer = client.get(onward)

    assert answer.location == "https://comments.example.org/desk/?lane=pending"


def test_a_case_shows_who_wrote_what_where(
    client: PageClient, session: Session
) -> None:
    article = an_article(session, title="On lamps")
    a_comment(
        session,
        article,
        author_name="Ada",
        author_email="ada@example.org",
        author_url="https://ada.example.org/",
        body="It *flickers*.",
    )
    session.commit()

    page = client.get("/desk/")

    said = words(page)
    for expected in ("On lamps", "Ada", "ada@example.org", "2 March 2026"):
        assert expected in said
    assert "<em>flickers</em>" in page.text
    # What a guest names is shown and not linked: nobody is lured away from here.
    assert "https://ada.example.org/" in said
    assert all("ada.example" not in e.get("href", "") for e in elements(page, "a"))


def test_a_reply_shows_what_it_answers(client: PageClient, session: Session) -> None:
    article = an_article(session)
    parent = a_comment(
        session, article, state=State.APPROVED, author_name="Ada", body="First!"
    )
    a_comment(session, article, parent=parent, author_name="Mallory", body="Second.")
    session.commit()

    (quote,) = elements(client.get("/desk/"), "blockquote", "above")

    assert " ".join(text_of(quote).split()) == "Answers Ada First!"


def test_a_reply_below_something_hidden_says_that_it_stays_invisible(
    client: PageClient, session: Session
) -> None:
    article = an_article(session)
    hidden = a_comment(session, article, state=State.SPAM, posted_at=NOON)
    between = a_comment(session, article, parent=hidden, state=State.APPROVED)
    reply = a_comment(session, article, parent=between)
    session.commit()

    page = client.get(f"/desk/comments/{reply.id}")

    assert "stays invisible until the comment above it is public" in words(page)
    (note,) = elements(page, "p", "note")
    (link,) = note.iter(f"{HTML}a")
    assert str(hidden.id) in link.get("href", "")


def test_a_reply_below_what_is_public_says_no_such_thing(
    client: PageClient, session: Session
) -> None:
    article = an_article(session)
    parent = a_comment(session, article, state=State.APPROVED)
    reply = a_comment(session, article, parent=parent)
    session.commit()

    assert "invisible" not in words(client.get(f"/desk/comments/{reply.id}"))


def test_what_an_author_withdrew_is_not_quoted(
    client: PageClient, session: Session
) -> None:
    article = an_article(session)
    parent = a_comment(session, article, author_name="Ada", body="My secret.")
    reply = a_comment(session, article, parent=parent)
    withdraw(session, parent, now=NOON)
    session.commit()

    page = client.get("/desk/")

    assert "a comment that its author has withdrawn" in words(page)
    assert "secret" not in page.text
    assert client.get(f"/desk/comments/{parent.id}").status_code == 404
    assert client.get(f"/desk/comments/{reply.id}").status_code == 200


def test_a_finding_is_told_and_its_words_are_marked(
    client: PageClient, session: Session
) -> None:
    body = "Only an idiot buys this."
    a_comment(session, body=body, verdict=a_verdict("respect", "idiot", body))
    session.commit()

    page = client.get("/desk/")

    assert "Insult: idiot – very probably a breach, 93% · Rule 2, Respect" in words(
        page
    )
    (mark,) = elements(page, "mark")
    assert (mark.text, mark.get("title")) == ("idiot", "Insult")
    (hinted,) = elements(page, "button", "hinted")
    assert hinted.get("value") == "respect"


def test_the_words_that_decided_stand_with_their_shares(
    client: PageClient, session: Session
) -> None:
    body = "A liar and an idiot."
    told = Finding(
        check="respect",
        score=0.82,
        evidence=(Evidence("liar", 2, 6, 0.3), Evidence("idiot", 14, 19, 0.7)),
        detail="learned",
        rule="respect",
        outcome=Outcome.FLAG,
    )
    a_comment(session, body=body, verdict=Verdict((told,)))
    session.commit()

    page = client.get("/desk/")

    (shares,) = elements(page, "ul", "weights")
    assert [text_of(row).replace(" ", "") for row in shares] == ["idiot70%", "liar30%"]
    assert [f'<rect width="{width}"' in page.text for width in (70, 30)] == [True, True]
    assert "Of 10 comments judged like this, about 8 are breaches." in words(page)


def test_a_harmless_comment_has_a_calm_card_and_its_scores_on_its_page(
    client: PageClient, session: Session
) -> None:
    body = "Only an idiot buys this."
    verdict = a_verdict("respect", "idiot", body, Outcome.NOTE)
    comment = a_comment(session, body=body, verdict=verdict)
    session.commit()

    page = client.get("/desk/")
    case = client.get(f"/desk/comments/{comment.id}")

    assert "93%" not in words(page)
    assert "Respect: idiot" not in words(page)
    (folded,) = elements(case, "details", "also")
    assert folded.get("open") is None
    assert "Nothing stood out Respect: idiot – very" in " ".join(
        text_of(folded).split()
    )
    assert elements(page, "mark") == elements(case, "mark") == []
    assert elements(page, "button", "hinted") == []


def test_where_markdown_hides_it_the_source_is_shown_beside_the_result(
    client: PageClient, session: Session
) -> None:
    body = "Only an **idiot** buys this."
    a_comment(session, body=body, verdict=a_verdict("respect", "idiot", body))
    session.commit()

    page = client.get("/desk/")

    assert "<strong>idiot</strong>" in page.text
    assert '**<mark title="Insult">idiot' in page.text


def test_a_plain_text_is_not_shown_twice(client: PageClient, session: Session) -> None:
    body = "Only an idiot buys this.\n\nSee https://example.org/lamp for more."
    a_comment(session, body=body, verdict=a_verdict("respect", "idiot", body))
    session.commit()

    assert words(client.get("/desk/")).count("See https://example.org/lamp") == 1


def test_hostile_text_stays_text(client: PageClient, session: Session) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    article = an_article(session, title=f"Title {hostile}")
    parent = a_comment(session, article, author_name=hostile, body=hostile)
    verdict = a_verdict("respect", "<script>", hostile)
    comment = a_comment(
        session,
        article,
        parent=parent,
        author_name=hostile,
        author_email=hostile,
        author_url=hostile,
        body=hostile,
        verdict=verdict,
    )
    decided(session, comment, State.REJECTED, rule="respect", note=hostile)
    session.commit()

    pages = [
        client.get(address)
        for address in (
            "/desk/",
            "/desk/?lane=rejected",
            f"/desk/comments/{comment.id}",
        )
    ]

    for page in pages:
        assert "onerror" in words(page)
        assert elements(page, "img") == []
        assert all(e.get("src") and not e.text for e in elements(page, "script"))


def test_an_edit_says_which_text_is_public(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session, state=State.APPROVED, body="The first text.")
    edit(session, comment, "The second text.", NOTHING_FOUND, now=NOON)
    session.commit()

    page = client.get(f"/desk/comments/{comment.id}")
    public = client.get(f"/desk/comments/{comment.id}?revision=1")

    assert "The earlier text stays public until you approve this one." in words(page)
    assert "The author has sent a newer text." in words(public)
    assert "The second text." in words(page)
    assert "The first text." in words(public)
    for each in (page, public):
        assert "The [taken out: first] [new: second] text." in words(each)


def test_a_case_tells_its_decisions(client: PageClient, session: Session) -> None:
    comment = a_comment(session, state=State.APPROVED)
    decided(session, comment, State.REMOVED, rule="respect", note="Aimed at Ada.")
    session.commit()

    said = words(client.get(f"/desk/comments/{comment.id}"))

    assert "Removed rule 2, “Respect for everyone”" in said
    assert "Aimed at Ada." in said
    assert "Grace (through the API), 2 March 2026 at 13:00, before: Approved" in said


def test_what_the_screening_held_back_is_said_to_be_so(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session, state=State.FILTERED)
    session.commit()

    said = words(client.get(f"/desk/comments/{comment.id}"))

    assert "Held back rule 2, “Respect for everyone” By the screening" in said


@pytest.mark.parametrize("revision", ["2", "0", "x", "1.0", "99999999999999999999"])
def test_a_text_that_does_not_exist_is_not_found(
    client: PageClient, session: Session, revision: str
) -> None:
    comment = a_comment(session)
    session.commit()

    address = f"/desk/comments/{comment.id}?revision={revision}"

    assert client.get(address).status_code == 404


def test_unknown_comments_are_not_found(client: PageClient) -> None:
    for id_ in (UUID(int=0), "x"):
        assert client.get(f"/desk/comments/{id_}").status_code == 404


def another_sites_comment(session: Session) -> Comment:
    article = an_article(session, "theirs", site=a_site(session, "theirs"))
    comment = a_comment(session, article, author_name="Mallory")
    session.commit()
    return comment


def test_a_moderator_sees_only_the_own_sites(
    client: PageClient, session: Session
) -> None:
    comment = another_sites_comment(session)

    assert names_on(client) == []
    assert client.get("/desk/?site=theirs").status_code == 403
    assert client.get(f"/desk/comments/{comment.id}").status_code == 403


def test_who_moderates_two_sites_goes_between_them(
    client: PageClient, session: Session
) -> None:
    another_sites_comment(session)
    theirs = a_site(session, "theirs")
    a_moderator(session, site=theirs)
    session.commit()

    page = client.get("/desk/")

    links = [e.get("href", "") for e in elements(page, "a")]
    switch = next(link for link in links if "site=theirs" in link)
    assert names_on(client, switch) == ["Mallory"]


def test_who_moderates_nothing_is_told_so(
    client: PageClient, session: Session, grace: Moderator
) -> None:
    for membership in grace.memberships:
        session.delete(membership)
    session.commit()

    assert client.get("/desk/").status_code == 403


def test_the_language_that_was_asked_for_stays(
    client: PageClient, session: Session
) -> None:
    a_comment(session)
    session.commit()

    page = client.get("/desk/?lang=de")

    assert '<html lang="de"' in page.text
    links = [e.get("href", "") for e in elements(page, "a")]
    own = [link for link in links if "/desk/" in link]
    assert own
    assert all("lang=de" in link for link in own)
    actions = [e.get("action", "") for e in elements(page, "form")]
    assert all("lang=de" in action for action in actions)


def test_nothing_of_the_desk_is_kept_anywhere(
    client: PageClient, session: Session
) -> None:
    comment = a_comment(session)
    session.commit()

    for address in ("/desk/", f"/desk/comments/{comment.id}", "/desk/?lane=heaven"):
        assert client.get(address).headers["Cache-Control"] == "no-store", address
