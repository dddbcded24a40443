"""The proxies that are shipped stand before a real server, as they are shipped.

Only ports, host name and paths are put in, which whoever installs them does as well.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from commentbox.models import Article
from tests.integration.cli.test_serving import Server, serving
from tests.integration.conftest import free_port as _free_port
from tests.nginx import NGINX, SHIPPED, put_in, running

DEPLOY = Path(__file__).parents[3] / "deploy"

CADDY = shutil.which("caddy")
OPENSSL = shutil.which("openssl")
SECRET = "Kolibri7"
PATIENCE_S = 20

another_port = _free_port
a_third_port = _free_port


@pytest.fixture
def server(
    tmp_path: Path, free_port: int, database: str, session: Session, article: Article
) -> Iterator[Server]:
    assert article.key == "first"
    session.rollback()
    settings = {
        "COMMENTBOX_INSTANCE": str(tmp_path / "instance"),
        "COMMENTBOX_BASE_URL": "https://comments.example.org",
        "COMMENTBOX_TRUSTED_PROXIES": "127.0.0.1",
        "COMMENTBOX_LOG_REQUESTS": "on",
    }
    with serving(tmp_path, free_port, database, workers=1, **settings) as server:
        yield server


@pytest.fixture
def nginx(
    server: Server, tmp_path: Path, free_port: int, another_port: int, a_third_port: int
) -> Iterator[tuple[str, str]]:
    """Start nginx with the file that is shipped; return its two addresses."""
    if NGINX is None or OPENSSL is None:
        pytest.skip("nginx or openssl is not installed")
    assert server.process.poll() is None
    folder = tmp_path / "nginx"
    folder.mkdir()
    make_certificate(folder)
    changes = {
        "listen 80;": f"listen 127.0.0.1:{another_port};",
        "listen 443 ssl;": f"listen 127.0.0.1:{a_third_port} ssl;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{free_port};",
        "/etc/letsencrypt/live/comments.example.org": str(folder),
        "/var/log/nginx": str(folder),
    }
    with running(folder, put_in(SHIPPED.read_text("utf-8"), changes)):
        secure = f"https://127.0.0.1:{a_third_port}"
        wait_for(f"{secure}/healthz")
        yield f"http://127.0.0.1:{another_port}", secure


def make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            *(
                str(OPENSSL),
                "req",
                "-x509",
                "-nodes",
                "-days",
                "1",
                "-newkey",
                "rsa:2048",
            ),
            *(
                "-subj",
                "/CN=comments.example.org",
                "-out",
                str(folder / "fullchain.pem"),
            ),
            *("-keyout", str(folder / "privkey.pem")),
        ],
        check=True,
        capture_output=True,
    )


def wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            if ask(url)[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(url)


def no_matter_whose() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def ask(
    url: str, data: bytes | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    opener = urllib.request.build_opener(
        Stays, urllib.request.HTTPSHandler(context=no_matter_whose())
    )
    given = {n.replace("_", "-"): v for n, v in headers.items()}
    request = urllib.request.Request(url, data=data, headers=given)  # noqa: S310
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def test_nginx_as_it_is_shipped_stands_before_a_server(
    nginx: tuple[str, str], server: Server, tmp_path: Path
) -> None:
    plain, secure = nginx

    moved = ask(f"{plain}/articles/first?token={SECRET}")
    page = ask(f"{secure}/articles/first?token={SECRET}", Accept_Encoding="br")
    numbered = ask(f"{secure}/sign-in", X_Request_ID="0" * 32)
    figures = ask(f"{secure}/metrics")
    invited = ask(f"{secure}/invitations/{SECRET}")
    kind = {"Content_Type": "application/json"}
    large = ask(f"{secure}/api/comments?article=first", b" " * 9_000_000, **kind)
    comment = b'{"author_name": "Ada", "body": "Well said.", "consent": true}'
    posts = [
        ask(f"{secure}/api/comments?article=first", comment, **kind)[0]
        for _ in range(2)
    ]

    assert moved[0] == 301
    assert page[0] == 200
    assert page[1]["content-encoding"] == "br"
    assert figures[0] == 404
    assert b"commentbox" not in figures[2]
    assert invited[0] == 404
    assert large[0] == 413
    assert posts == [201, 409]
    # One number for the line of the proxy, the line of the server and the answer.
    number = numbered[1]["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{32}", number)
    assert number != "0" * 32
    log = (tmp_path / "nginx" / "commentbox.log").read_text("utf-8")
    assert number in log
    assert number in server.said()
    everything = log + server.said()
    everything += (tmp_path / "nginx" / "commentbox-error.log").read_text("utf-8")
    assert SECRET not in everything
    assert "127.0.0.1 " not in log


def test_nginx_says_who_is_asking(nginx: tuple[str, str]) -> None:
    # From another address than that of nginx, which is believed.
    reader = http.client.HTTPSConnection(
        nginx[1].removeprefix("https://"),
        source_address=("127.0.0.2", 0),
        context=no_matter_whose(),
    )

    def post(number: int) -> int:
        body = {"author_name": "Ada", "body": f"No. {number}", "consent": True}
        headers = {
            "Content-Type": "application/json",
            # Whatever a reader writes there, it is one reader.
            "X-Forwarded-For": f"198.51.100.{number}",
        }
        url = "/api/comments?article=first"
        reader.request("POST", url, json.dumps(body), headers)
        answer = reader.getresponse()
        answer.read()
        return answer.status

    # More than the limit of two minutes, in one of which some of them fall.
    statuses = [post(number) for number in range(25)]
    reader.close()

    assert set(statuses) == {201, 429}


@pytest.mark.skipif(CADDY is None, reason="caddy is not installed")
def test_caddy_finds_no_fault_in_its_file() -> None:
    found = subprocess.run(
        [str(CADDY), "validate", "--config", str(DEPLOY / "caddy" / "Caddyfile")],
        env={"COMMENTBOX_HOST": "comments.example.org", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stderr
    assert "Valid configuration" in found.stdout + found.stderr
