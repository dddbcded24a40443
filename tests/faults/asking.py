"""Ask an address as readers, authors and moderators do."""

from __future__ import annotations

import http.client
import json
import socket
from dataclasses import dataclass, field
from typing import Any

POST = "/api/comments?article=first"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True, kw_only=True)
class Address:
    """A server, or what stands before several of them."""

    port: int = 0
    #: Of two who moderate.
    tokens: list[str] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        json_body: Any = None,
        *,
        timeout_s: float = 30,
        **headers: str,
    ) -> Answer:
        """Send a request on a connection of its own. Raises ``OSError``."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=timeout_s
        )
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        body = None if json_body is None else json.dumps(json_body).encode()
        if body is not None:
            given["Content-Type"] = "application/json"
        try:
            connection.request(method, path, body, given)
            response = connection.getresponse()
            return Answer(response.status, dict(response.headers), response.read())
        except http.client.HTTPException as error:
            raise ConnectionResetError(str(error)) from error
        finally:
            connection.close()

    def post(self, body: str, key: str | None = None, **fields: Any) -> Answer:
        comment = {"author_name": "Ada", "body": body, "consent": True, **fields}
        headers: dict[str, Any] = {"Idempotency_Key": key} if key else {}
        return self.ask("POST", POST, comment, **headers)

    def decide(self, token: str, id_: str, to: str, **fields: Any) -> Answer:
        path = f"/api/comments/{id_}/decisions"
        decision = {"to": to, "revision": 1, "from": "pending", **fields}
        return self.ask("POST", path, decision, Authorization=f"Bearer {token}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
