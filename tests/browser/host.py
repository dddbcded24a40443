"""Pages of publishers, on an origin of their own, that hold the tag."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Thread
from urllib.parse import urlencode, urlsplit

HOSTS = Path(__file__).parent / "hosts"

#: As strict as a page can be that shows the box: all that it needs is named here, and
#: what the frame for readers without scripts needs.
POLICY = (
    "default-src 'none'; script-src {server}; connect-src {connect}; "
    "style-src 'self'; img-src data:; frame-src {server}; base-uri 'none'; "
    "form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types commentbox"
)


class Host:
    """A small server for pages that are made for one test each."""

    def __init__(self, port: int, server: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.server = server
        self.pages: dict[str, str] = {}
        #: What pages may fetch from; with ``'self'`` also a catalogue of their own.
        self.connect = server

    def page(self, tags: str, *, look: str = "plain", lang: str = "en") -> str:
        """Return the address of a page with these tags in it."""
        template = Template((HOSTS / f"{look}.html").read_text("utf-8"))
        path = f"/{look}-{len(self.pages)}"
        values = {"tags": tags, "lang": lang, "server": self.server}
        self.pages[path] = template.substitute(values)
        return f"{self.url}{path}"

    def box(
        self, key: str, *, look: str = "plain", lang: str = "en", **more: str
    ) -> str:
        """Return the address of a page with the box of an article."""
        given = "".join(f' {name}="{value}"' for name, value in more.items())
        link = f"{self.server}/article?{urlencode({'article': key})}"
        inside = f'<a href="{link}">Comments</a>'
        tag = f'<comment-box article="{key}"{given}>{inside}</comment-box>'
        return self.page(tag, look=look, lang=lang)


@contextmanager
def hosting(port: int, server: str) -> Iterator[Host]:
    host = Host(port, server)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            kind = "text/css" if path.endswith(".css") else "text/html; charset=utf-8"
            body = host.pages.get(path, "").encode()
            if path in {"/theme.css", "/dark.css"}:
                body = (HOSTS / path[1:]).read_bytes()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            policy = POLICY.format(server=host.server, connect=host.connect)
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing: the tests' own words are enough."""

    http = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
