"""One renders a page, whoever else asks for it meanwhile waits for that."""

from __future__ import annotations

from threading import Event, Lock

from commentbox.web.finished import Finished


class Flight:
    """A page that is being made."""

    __slots__ = ("arrived", "drops", "finished", "is_busy")

    def __init__(self, drops: int) -> None:
        self.arrived = Event()
        #: What the store had let go when it began: later changes may be missing in it.
        self.drops = drops
        #: The answer; None where it is not one for all.
        self.finished: Finished | None = None
        #: Too many waited already, and whoever waited for this would wait again.
        self.is_busy = False


class Flights:
    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[object, Flight] = {}

    def board(self, key: object, drops: int) -> tuple[Flight, bool]:
        """Return the flight to this page, and whether the caller is to make it.

        Nobody boards one that began before something was let go: who comes after a
        decision must not get the page from before it.
        """
        with self._lock:
            flight = self._under_way.get(key)
            if flight is not None and flight.drops == drops:
                return flight, False
            flight = self._under_way[key] = Flight(drops)
            return flight, True

    def land(self, key: object, flight: Flight, finished: Finished | None) -> None:
        with self._lock:
            if self._under_way.get(key) is flight:
                del self._under_way[key]
        flight.finished = finished
        flight.arrived.set()
