"""Ask what the publisher has named: bounded in time, size, hops and where it leads."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from commentbox.domain.messages import N_
from commentbox.outside.addresses import resolve
from commentbox.outside.line import Line
from commentbox.outside.refusals import Gone, Refused, Unreachable
from commentbox.outside.unpacking import STEP, bounded, unpacked

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

PORTS: Final = {"http": 80, "https": 443}
MOST_HOPS: Final = 5
MOVED: Final = frozenset({301, 302, 303, 307, 308})
#: So long for all of it, however many hops.
TOTAL_S: Final = 20.0
#: So long nothing may come.
SILENCE_S: Final = 10.0

#: Nobody is left in peace for longer, whatever it says.
LONGEST_WAIT_S: Final = 7 * 86_400

#: A date takes 29 characters (RFC 9110, 5.6.7); more than this is neither it nor a
#: number that anybody means.
LONGEST_RETRY_AFTER: Final = 40

#: Says whether a hop may be taken.
Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came, and from where in the end."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_unchanged(self) -> bool:
        return self.status == HTTPStatus.NOT_MODIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Who asks, and which hosts inside may be asked."""

    #: Where people find out who asks.
    base_url: str
    private_hosts: frozenset[str] = frozenset()
    total_s: float = TOTAL_S

    def get(
        self,
        url: str,
        *,
        types: frozenset[str],
        most: int,
        fits: Fits = lambda _url: True,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Fetch. ``types`` is what may come, ``most`` how many bytes unpacked.

        Raises ``Refused`` or ``Unreachable``.
        """
        deadline = time.monotonic() + self.total_s
        named = urlsplit(url)
        for _hop in range(MOST_HOPS + 1):
            parts = self._checked(url, named)
            if not fits(url):
                raise Refused(
                    N_("%(url)s is not one of the addresses that belong here"), url=url
                )
            asked = {"Accept-Encoding": "gzip", "Accept": ", ".join(sorted(types))}
            with self._answered(
                "GET", parts, deadline, asked | dict(headers or {})
            ) as (
                response,
                line,
            ):
                if response.status not in MOVED:
                    return _read(url, response, line, types, most)
                target = urljoin(url, response.headers.get("Location", ""))
                url = target.partition("#")[0]
        raise Refused(N_("it leads on and on"))

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send; any answer but a success is an error. It follows nobody elsewhere."""
        parts = self._checked(url, urlsplit(url))
        deadline = time.monotonic() + self.total_s
        with self._answered("POST", parts, deadline, headers, body) as (response, _):
            if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
                raise Unreachable(N_("it answers %(status)s"), status=response.status)

    def _checked(self, url: str, named: SplitResult) -> SplitResult:
        """Take an address apart. Raises ``Refused`` where it may not be asked."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Refused(N_("this is no address")) from None
        if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
            raise Refused(N_("only addresses with http or https are asked"))
        if named.scheme == "https" and parts.scheme != "https":
            raise Refused(N_("it leads from https to http"))
        if port not in {None, *PORTS.values(), named.port}:
            raise Refused(N_("port %(port)s is not asked"), port=port or 0)
        return parts

    @contextmanager
    def _answered(
        self,
        method: str,
        parts: SplitResult,
        deadline: float,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> Iterator[tuple[BaseHTTPResponse, Line]]:
        # Imported here: most processes of a server never ask anybody.
        from urllib3.exceptions import HTTPError  # noqa: PLC0415

        from commentbox.outside.connections import connected  # noqa: PLC0415

        host = parts.hostname or ""
        port = parts.port or PORTS[parts.scheme]
        line = Line([], port, deadline)
        private = host in self.private_hosts
        line.addresses = resolve(
            host, port, timeout=line.seconds_left(), private=private
        )
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with connected(parts, line) as pool:
                response = pool.urlopen(
                    method,
                    path,
                    body=body,
                    headers={"User-Agent": self._name(), **headers},
                    retries=False,
                    redirect=False,
                    timeout=min(SILENCE_S, line.seconds_left()),
                    preload_content=False,
                    decode_content=False,
                    assert_same_host=False,
                )
                # What was not read to its end would keep its connection.
                with closing(response):
                    yield response, line
        except (HTTPError, OSError) as error:
            line.seconds_left()
            raise Unreachable(
                N_("no answer (%(error)s)"), error=type(error).__name__
            ) from error

    def _name(self) -> str:
        return f"commentbox/{version('commentbox')} (+{self.base_url})"


def _read(
    url: str, response: BaseHTTPResponse, line: Line, types: frozenset[str], most: int
) -> Answer:
    status, headers = (
        response.status,
        {k.lower(): v for k, v in response.headers.items()},
    )
    if status == HTTPStatus.NOT_MODIFIED:
        return Answer(url, status, headers, b"")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in {408, 425, 429}:
        busy = Unreachable(N_("it answers %(status)s"), status=status)
        busy.wait_s = _seconds(headers.get("retry-after", ""))
        raise busy
    if status == HTTPStatus.GONE:
        raise Gone(N_("it answers 410: it is gone for good"))
    if status != HTTPStatus.OK:
        raise Refused(N_("it answers %(status)s"), status=status)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in types:
        raise Refused(N_("it is of another kind: %(kind)s"), kind=kind[:100] or "?")
    coding = headers.get("content-encoding", "identity").strip().lower()
    chunks = bounded(_chunks(response, line), most)
    if coding in {"gzip", "x-gzip", "deflate"}:
        chunks = bounded(unpacked(chunks), most)
    elif coding not in {"identity", ""}:
        raise Refused(N_("it is packed in a way that was not asked for"))
    return Answer(url, status, headers, b"".join(chunks))


def _seconds(retry_after: str) -> int:
    """Return for how long somebody wants peace, said in seconds or as a date."""
    # Imported here as above: most processes of a server never ask anybody.
    from urllib3.exceptions import InvalidHeader  # noqa: PLC0415
    from urllib3.util import Retry  # noqa: PLC0415

    try:
        heard = Retry(retry_after_max=LONGEST_WAIT_S)
        return int(heard.parse_retry_after(retry_after[:LONGEST_RETRY_AFTER]))
    except (InvalidHeader, ValueError, OverflowError):
        return 0


def _chunks(response: BaseHTTPResponse, line: Line) -> Iterator[bytes]:
    # One piece as it comes: a sender that drips is noticed between two drops.
    while chunk := response.read1(STEP):
        line.seconds_left()
        yield chunk
    # A connection that was cut looks like an end.
    line.seconds_left()
