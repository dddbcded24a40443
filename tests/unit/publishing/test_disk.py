"""Pages on disk: whole or not at all, for nobody else to read, and bounded."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commentbox.publishing.disk import Disk
from commentbox.publishing.stored import WORD
from tests.unit.publishing.held import a_disk, an_answer

KEY = ("publishing.thread", (), (("article", "first"),))


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return a_disk(tmp_path / "pages")


def the_file(disk: Disk) -> Path:
    (found,) = (disk.folder / "held").glob("*/*")
    return found


def files(disk: Disk) -> list[Path]:
    return [p for p in disk.folder.rglob("*") if p.is_file()]


def test_a_page_comes_back_as_it_was(disk: Disk) -> None:
    until = datetime(2026, 3, 2, 13, tzinfo=UTC)
    kept = an_answer(until=until, leads=frozenset({"cursor"}))

    disk.save(KEY, kept)

    assert disk.load(KEY) == kept
    assert a_disk(disk.folder).load(KEY) == kept


def test_what_was_never_kept_is_not_there(disk: Disk) -> None:
    assert disk.load(KEY) is None


def test_another_version_of_the_code_has_pages_of_its_own(disk: Disk) -> None:
    disk.save(KEY, an_answer("of one"))
    other = a_disk(disk.folder, mark="two")

    assert other.load(KEY) is None

    other.save(KEY, an_answer("of two"))
    found = disk.load(KEY)
    assert found is not None
    assert found.finished.forms["identity"].body == [b"of one"]


def test_nobody_else_on_the_machine_can_read_it(disk: Disk) -> None:
    before = os.umask(0)
    try:
        disk.save(KEY, an_answer())
        disk.keep_changes({})
    finally:
        os.umask(before)

    for path in (disk.folder, *disk.folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:40],
        lambda _data: b"",
        lambda _data: b"\x00" * 5_000,
        lambda data: data.replace(b"lamp", b"Lamp", 1),
        lambda data: data.replace(b'"version": 1', b'"version": 9', 1),
        lambda data: data.replace(WORD, b"commentbox page 2 "),
    ],
)
def test_what_is_not_whole_is_ignored_and_removed(disk: Disk, harm: object) -> None:
    disk.save(KEY, an_answer())
    path = the_file(disk)
    assert callable(harm)
    path.write_bytes(harm(path.read_bytes()))

    assert disk.load(KEY) is None
    assert not path.exists()


def test_a_page_in_the_place_of_another_is_nobodys(disk: Disk) -> None:
    disk.save(KEY, an_answer())
    data = the_file(disk).read_bytes()
    other = ("publishing.thread", (), (("article", "second"),))
    disk.save(other, an_answer())
    for path in (disk.folder / "held").glob("*/*"):
        path.write_bytes(data)

    assert disk.load(KEY) is not None
    assert disk.load(other) is None


def test_a_folder_that_cannot_be_written_only_means_that_nothing_is_kept(
    tmp_path: Path,
) -> None:
    (tmp_path / "pages").write_text("a file, not a folder")
    disk = a_disk(tmp_path / "pages")

    disk.save(KEY, an_answer())
    disk.keep_changes({})
    disk.look_after()

    assert disk.load(KEY) is None
    assert disk.changes() == {}


def test_what_an_article_was_goes_with_its_change(disk: Disk) -> None:
    for article, version in ((1, 3), (1, 5), (2, 3)):
        disk.save((article, version), an_answer(article=article, version=version))

    disk.purge(1, 1, below=5)

    assert disk.load((1, 3)) is None
    assert disk.load((1, 5)) is not None
    assert disk.load((2, 3)) is not None


def test_of_every_version_of_the_code(disk: Disk) -> None:
    a_disk(disk.folder, mark="older").save(KEY, an_answer(version=3))

    disk.purge(1, 1, below=5)

    assert not files(disk)


def test_a_whole_site_can_go(disk: Disk) -> None:
    for article in (1, 2, 3):
        disk.save(article, an_answer(article=article, version=article))

    disk.purge_site(1, below=3)

    assert [disk.load(article) is not None for article in (1, 2, 3)] == [0, 0, 1]


def test_what_was_not_asked_for_the_longest_goes_first(tmp_path: Path) -> None:
    size = 40_000
    disk = a_disk(tmp_path / "pages", most_bytes=10 * size)
    for number in range(20):
        text = os.urandom(size // 2).hex()[: size // 2]
        disk.save(number, an_answer(text, article=number))
        path = disk.folder / "held"
        for file in path.glob("*/*"):
            if file.stat().st_mtime > 1_000_000_000:
                os.utime(file, (number, number))
    assert disk.load(0) is not None

    disk.look_after()

    held = [number for number in range(20) if disk.load(number) is not None]
    assert held[0] == 0
    assert 19 in held
    assert 5 not in held[1:]
    total = sum(p.stat().st_size for p in (disk.folder / "held").glob("*/*"))
    assert total <= 10 * size
    marks = list((disk.folder / "by").glob("*/*"))
    assert len(marks) == len(held)


def test_what_a_killed_process_left_aside_is_removed(disk: Disk) -> None:
    disk.save(KEY, an_answer())
    left = the_file(disk).with_name("x.0123.aside")
    left.write_bytes(b"half")
    os.utime(left, (1, 1))

    disk.look_after()

    assert not left.exists()
    assert disk.load(KEY) is not None


def test_changes_of_several_processes_come_together(disk: Disk) -> None:
    disk.keep_changes({"1": [5, "noon", 2, 5, [[7, 5]]]})
    disk.keep_changes({"1": [4, "noon", 2, 4, [[6, 4]]]})

    through, _at, since, latest, articles = disk.changes()["1"]
    assert (through, since, latest) == (5, 2, 5)
    assert sorted(articles) == [[6, 4], [7, 5]]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"1": 3}', '{"sites": 3}'])
def test_changes_that_cannot_be_read_are_none(disk: Disk, text: str) -> None:
    disk.keep_changes({})
    (disk.folder / "changes.json").write_text(text)

    assert disk.changes() == {}


def test_of_another_database_nothing_is_known(disk: Disk) -> None:
    disk.keep_changes({"1": [5, "noon", 2, 5, []]})
    other = Disk(disk.folder, mark="one", database="another", most_bytes=1)

    assert other.changes() == {}


def test_many_may_write_and_read_at_once(disk: Disk) -> None:
    texts = {f"{letter} " * 5_000 for letter in "abcdefgh"}

    def write_and_read(text: str) -> bool:
        own = a_disk(disk.folder)
        whole = True
        for _ in range(20):
            own.save(KEY, an_answer(text))
            found = own.load(KEY)
            whole &= found is not None
            if found:
                said = found.finished.forms["identity"].body[0].decode()
                whole &= said in texts
        return whole

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write_and_read, texts))
    assert len(files(disk)) == 2
