"""``/embed.js``, and the page of a thread that begins where a permalink leads."""

from __future__ import annotations

import gzip

from sqlalchemy.orm import Session

from commentbox.domain.states import State
from commentbox.models import Site
from tests.factories import a_comment, an_article
from tests.page import PageClient


def test_any_page_may_load_the_script(client: PageClient, site: Site) -> None:
    answer = client.get("/embed.js", headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "max-age=600" in answer.headers["Cache-Control"]
    assert answer.headers["ETag"].startswith('"')
    assert "Set-Cookie" not in answer.headers
    assert b"customElements.define" in answer.data


def test_the_script_comes_packed_and_is_not_sent_twice(
    client: PageClient, site: Site
) -> None:
    plain = client.get("/embed.js")
    packed = client.get("/embed.js", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]
    for answer, accepted in ((plain, ""), (packed, "gzip")):
        known = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": accepted}
        again = client.get("/embed.js", headers=known)
        assert again.status_code == 304
        assert again.data == b""


def test_a_page_of_a_thread_begins_where_a_comment_stands(
    client: PageClient, session: Session, site: Site
) -> None:
    article = an_article(session, "first", site=site)
    tops = [a_comment(session, article, state=State.APPROVED) for _ in range(4)]
    reply = a_comment(session, article, parent=tops[2], state=State.APPROVED)
    session.commit()
    path = f"/api/comments?article=first&comment={reply.id}"

    oldest = client.get(path).json
    newest = client.get(f"{path}&sort=newest").json

    assert oldest is not None
    assert newest is not None
    ids = [str(top.id) for top in tops]
    assert [node["id"] for node in oldest["comments"]] == ids[2:]
    assert [node["id"] for node in newest["comments"]] == ids[2::-1]
    assert oldest["comments"][0]["replies"][0]["id"] == str(reply.id)


def test_it_goes_on_and_counts_from_there(
    client: PageClient, session: Session, site: Site
) -> None:
    article = an_article(session, "first", site=site)
    tops = [a_comment(session, article, state=State.APPROVED) for _ in range(3)]
    session.commit()
    path = f"/api/comments?article=first&comment={tops[1].id}&limit=1"

    page = client.get(path).json

    assert page is not None
    further = client.get(f"/articles/first?cursor={page['next']}")
    assert further.text.count('<span class="cb-number">3</span>') == 1


def test_a_comment_that_readers_do_not_see_has_no_place(
    client: PageClient, session: Session, site: Site
) -> None:
    article = an_article(session, "first", site=site)
    other = an_article(session, "other", site=site)
    hidden = a_comment(session, article)
    elsewhere = a_comment(session, other, state=State.APPROVED)
    session.commit()

    for wanted in (hidden.id, elsewhere.id, "nonsense", ""):
        answer = client.get(f"/api/comments?article=first&comment={wanted}")
        assert answer.status_code == 404
