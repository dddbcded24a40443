"""A small feed with valid defaults; a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime

from commentbox.publishing.feed import Entry, Feed
from commentbox.publishing.thread import Removal
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
GONE = replace(
    COMMENT,
    id=tag_uri(HOST, "comment", "c0"),
    url="https://blog.example/bridges#comment-c0",
    title="Entfernt: ein Kommentar zu Brücken",
    author="blog",
    author_url=None,
    html="<p>Dieser Kommentar wurde entfernt.</p>",
    updated=NOON.replace(hour=12, minute=30),
    replies=0,
    replies_url=None,
    replies_updated=None,
    removal=Removal("respect", "moderator", NOON.replace(minute=30)),
)
FEED = Feed(
    id=tag_uri(HOST, "feed", "bridges"),
    title="Kommentare zu: Brücken",
    subtitle="Was unter dem Artikel steht",
    url="https://blog.example/bridges",
    feed_url=f"{BASE}/articles/bridges/feed",
    page_url=f"{BASE}/articles/bridges/feed",
    language="de",
    updated=NOON.replace(hour=16),
    entries=(REPLY, COMMENT),
    total=7,
)
EMPTY = replace(FEED, entries=(), total=0)
PAGED = replace(
    FEED,
    page_url=f"{BASE}/articles/bridges/feed?cursor=b",
    previous_url=f"{BASE}/articles/bridges/feed?cursor=a",
    next_url=f"{BASE}/articles/bridges/feed?cursor=c",
    last_url=f"{BASE}/articles/bridges/feed?cursor=z",
)
