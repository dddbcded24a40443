"""What readers of feeds make of a removal and of a second page.

``python -m benchmarks.feed_readers NODE_FOLDER``: needs ``feedparser`` and ``atoma`` in
the environment, and Node with the packages that ``feed_readers.mjs`` names in that
folder. It is no test, since it looks at the programs of others; what was seen stands in
``docs/feeds.md``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from xml.etree import ElementTree as ET

import click
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from commentbox import create_app, schema
from commentbox.config import Config
from commentbox.domain.states import State
from commentbox.extensions import make_engine
from tests.factories import a_comment, a_moderator, a_site, an_article, decided

PORT = 8917
BASE = f"http://127.0.0.1:{PORT}"
Read = dict[str, list[Any] | str]


def read(url: str, node: str) -> Read:
    """Return id and text of each entry, by the name of who read them."""
    found: Read = {}
    body = urlopen(url).read()  # noqa: S310 - our own address
    for name, function in (("feedparser", _feedparser), ("atoma", _atoma)):
        try:
            found[name] = function(body, url)
        except Exception as error:
            found[name] = repr(error)
    command = ["node", str(Path(__file__).with_suffix(".mjs")), url]
    said = subprocess.run(command, cwd=node, capture_output=True, text=True)  # noqa: PLW1510
    found |= dict(map(json.loads, said.stdout.splitlines()))
    return found


def _feedparser(body: bytes, url: str) -> list[Any]:
    import feedparser  # noqa: PLC0415

    if url.endswith(".json"):
        raise ValueError("reads no JSON Feed")
    ET.fromstring(body)  # noqa: S314 - ours
    feed = feedparser.parse(body)
    if feed.bozo:
        raise feed.bozo_exception
    return [[e.id, e.content[0].value] for e in feed.entries]


def _atoma(body: bytes, url: str) -> list[Any]:
    import atoma  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415

    if ".json" in url:
        feed = atoma.parse_json_feed_bytes(body)
        return [[i.id_, i.content_html] for i in feed.items]
    if ".atom" in url:
        feed = atoma.parse_atom_bytes(body)
        return [[e.id_, e.content.value] for e in feed.entries]
    feed = atoma.parse_rss_bytes(body)
    return [[i.guid, i.content_encoded] for i in feed.items]


def unchanged(url: str) -> int:
    """Return the status for who asks again with the tag."""
    tag = urlopen(url).headers["ETag"]  # noqa: S310
    try:
        return int(urlopen(Request(url, headers={"If-None-Match": tag})).status)  # noqa: S310
    except HTTPError as error:
        return error.code


def next_page(url: str) -> str:
    body = urlopen(url).read()  # noqa: S310
    if url.endswith(".json"):
        return str(json.loads(body)["next_url"])
    links = ET.fromstring(body).iter("{http://www.w3.org/2005/Atom}link")  # noqa: S314
    return next(str(e.get("href")) for e in links if e.get("rel") == "next")


def main(node: str) -> None:
    config = Config(
        instance=Path(tempfile.mkdtemp()), secret_key="x" * 40, base_url=BASE
    )
    engine = make_engine(config.sqlalchemy_url)
    schema.upgrade(engine)
    server = make_server("127.0.0.1", PORT, create_app(config), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Session(engine, expire_on_commit=False) as session:
        site = a_site(session)
        a_moderator(session, site=site)
        site.feed_entries = 3
        article = an_article(session, title="Hostile ]]> <b>& lamp")
        for n in range(7):
            body = f"Number {n}: ]]> <script>x</script> &amp; 👩‍🔬 \u202e"
            comment = a_comment(session, article, body=body, state=State.APPROVED)
        session.commit()
        formats = ("rss", "atom", "json")
        urls = {f: f"{BASE}/articles/first/feed.{f}" for f in formats}
        before = {f: read(u, node) for f, u in urls.items()}
        pages = {f: read(next_page(u), node) for f, u in urls.items()}
        again = {f: unchanged(u) for f, u in urls.items()}
        decided(session, comment, State.REMOVED, rule="respect")
        session.commit()
        after = {f: read(u, node) for f, u in urls.items()}
    for format_ in formats:
        click.echo(f"{format_}: asked again {again[format_]}")
        for name, rows in before[format_].items():
            click.echo(
                f"  {name}: {_told(rows, pages[format_][name], after[format_][name])}"
            )
    server.shutdown()


def _told(rows: Any, page: Any, after: Any) -> str:
    if isinstance(rows, str):
        return rows[:60]
    same = bool(rows[0][0]) and rows[0][0] == after[0][0]
    gone = "Number 6" not in str(after) and "removed" in str(after[0][1])
    apart = not {r[0] for r in rows} & {r[0] for r in page}
    return f"{len(rows)} entries, same id {same}, text replaced {gone}, next {apart}"


if __name__ == "__main__":
    main(sys.argv[1])
