"""A small feed with valid defaults; a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime

from commentbox.publishing.feed import Deletion, Entry, Feed
from commentbox.text.feeds import tag_uri

HOST = "blog.example"
BASE = "https://comments.blog.example"
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)

COMMENT = Entry(
    id=tag_uri(HOST, "comment", "c1"),
    url=f"{BASE}/comments/c1",
    title="Ada zu: Brücken",
    author="Ada",
    author_url="https://ada.example/",
    html="<p>Gut gesagt &amp; belegt.</p>",
    published=NOON,
    updated=NOON.replace(hour=13),
    article_id=tag_uri(HOST, "article", "bridges"),
    article_url="https://blog.example/bridges",
    article_title="Brücken",
    parent_id=None,
    parent_url=None,
    replies=1,
    replies_url=f"{BASE}/comments/c1/feed",
    replies_updated=NOON.replace(hour=15),
    language="de",
)
REPLY = replace(
    COMMENT,
    id=tag_uri(HOST, "comment", "c2"),
    url=f"{BASE}/comments/c2",
    title="Grace zu: Brücken",
    author="Grace",
    author_url=None,
    html="<p>See <em>there</em>.</p>",
    parent_id=COMMENT.id,
    parent_url=COMMENT.url,
    replies=0,
    replies_url=f"{BASE}/comments/c2/feed",
    replies_updated=None,
    language="en",
)
FEED = Feed(
    id=tag_uri(HOST, "feed", "bridges"),
    title="Kommentare zu: Brücken",
    subtitle="Was unter dem Artikel steht",
    url="https://blog.example/bridges",
    feed_url=f"{BASE}/articles/bridges/feed",
    language="de",
    updated=NOON.replace(hour=16),
    entries=(REPLY, COMMENT),
    deletions=(Deletion(id=tag_uri(HOST, "comment", "c0"), at=NOON),),
    total=7,
)
EMPTY = replace(FEED, entries=(), deletions=(), total=0)
