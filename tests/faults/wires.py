"""Wires between servers and databases, which can be cut and mended."""

from __future__ import annotations

import asyncio
from contextlib import closing, suppress
from pathlib import Path
from threading import Event, Thread

CHUNK = 65_536


class Cabling:
    """What wires are laid in: a loop in a thread of its own."""

    def __init__(self) -> None:
        self._servers: list[asyncio.Server] = []
        self._ended = asyncio.Event()
        self._laid = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._run()), name="wires")
        self._thread.start()
        self._laid.wait()

    def lay(self, wire: Wire) -> int:
        """Let a wire be had at a port, and return which."""
        listen = self._listen(wire)
        return asyncio.run_coroutine_threadsafe(listen, self.loop).result()

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    async def _run(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._laid.set()
        await self._ended.wait()
        for server in self._servers:
            server.close()

    async def _listen(self, wire: Wire) -> int:
        server = await asyncio.start_server(wire.connect, "127.0.0.1", 0)
        self._servers.append(server)
        return int(server.sockets[0].getsockname()[1])


class Wire:
    """A port on this machine behind which stands the socket of a database.

    What is cut says nothing more, as a cable does: nobody is told that it is.
    """

    def __init__(self, cabling: Cabling, to: Path) -> None:
        #: Where the next connection leads.
        self.to = to
        self._loop = cabling.loop
        self._whole = asyncio.Event()
        self._whole.set()
        self.port = cabling.lay(self)

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        self._loop.call_soon_threadsafe(self._whole.set)

    async def connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Carry what is said on one connection, to and fro, until it ends."""
        with closing(writer):
            await self._whole.wait()
            try:
                there, back = await asyncio.open_unix_connection(str(self.to))
            except OSError:
                return
            await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with closing(writer), suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._whole.wait()
                writer.write(data)
                await writer.drain()
