"""Put the store of finished pages before an application."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files

from flask import Flask
from sqlalchemy import Engine, make_url

from commentbox.config import Config
from commentbox.domain.tokens import keyed_hash
from commentbox.models.announce import after_public_change
from commentbox.publishing.address import Addresses
from commentbox.publishing.disk import Disk
from commentbox.publishing.front import Front
from commentbox.publishing.pages import Pages
from commentbox.publishing.watch import EVERY_S, Watch
from commentbox.web.metrics import EXTENSION, Metrics

MIB = 1024 * 1024

#: What goes into an answer beside the database: these files of ours, by how they end
#: and by the folder that holds them,
ENDINGS, STATIC = (".py", ".html", ".po"), "static"
#: and how these write dates and markup.
LIBRARIES = ("babel", "flask", "jinja2", "markupsafe", "werkzeug")


def put_before(
    app: Flask, config: Config, engine: Engine, *, check_every_s: float = EVERY_S
) -> Front:
    """Let held pages be answered before Flask is asked."""
    metrics: Metrics = app.extensions[EXTENSION]
    pages = Pages(_disk(config), most_bytes=config.pages_memory * MIB)
    watch = Watch(engine, pages, every_s=check_every_s)
    after_public_change(engine, pages.hear)
    front = Front(app, app.wsgi_app, pages, watch, Addresses(app, config), metrics)
    metrics.measure = lambda: (
        len(pages),
        pages.bytes,
        pages.disk.files if pages.disk else 0,
        pages.disk.bytes if pages.disk else 0,
        max(0.0, min(time.monotonic() - watch.checked, 1e9)),
    )
    watch.chores.append(metrics.hand_on)
    app.extensions["commentbox.front"] = front
    app.wsgi_app = front  # type: ignore[method-assign]
    return front


def _disk(config: Config) -> Disk | None:
    if not config.pages_disk:
        return None
    url = make_url(config.sqlalchemy_url).render_as_string(hide_password=True)
    return Disk(
        config.instance / "pages",
        mark=mark_of(config),
        database=hashlib.sha256(url.encode()).hexdigest()[:16],
        most_bytes=config.pages_disk * MIB,
    )


def mark_of(config: Config) -> str:
    """Return a mark of all that goes into answers beside the database.

    Processes of two versions, or with two base URLs, never give each other's pages.
    """
    digest = hashlib.sha256(repr(config).encode())
    # Answers invite a cache where it is told of changes; its address is not shown.
    digest.update(str(bool(config.purge_url)).encode())
    # The stamp of forms is signed with it.
    digest.update(keyed_hash(config.secret_key, "held-pages").encode())
    digest.update(" ".join(map(version, LIBRARIES)).encode())
    root = str(files("commentbox"))
    for path in sorted(sources(root)):
        # Each start waits for this: no more is made of a file than is needed.
        with open(path, "rb", buffering=0) as file:
            digest.update(path.removeprefix(root).encode() + file.read())
    return digest.hexdigest()


def sources(root: str) -> Iterator[str]:
    """Return the files of which an answer is made, below the folder of the package."""
    for folder, _folders, names in os.walk(root):
        everything = STATIC in folder.removeprefix(root).split(os.sep)
        for name in names:
            if everything or name.endswith(ENDINGS):
                yield os.path.join(folder, name)
