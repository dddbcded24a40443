"""The script for publishers' pages: small, whole, and still what its sources say."""

from __future__ import annotations

import gzip
import json
import re
from importlib.resources import files
from typing import Any

import pytest

from commentbox.publishing.embed import script as made

FOLDER = files("commentbox") / "static" / "embed"
SOURCES = {name: (FOLDER / f"{name}.js").read_text("utf-8") for name in made.MODULES}
DECLARED = re.compile(
    r"^(?:export )?(?:async )?(?:function|class|const|let) \{?(\w+)", re.MULTILINE
)
SAID = re.compile(r'(?:say|parts|way)\(\s*"([\w-]+)"')


def catalogue(language: str) -> dict[str, Any]:
    words: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    return words


def test_it_is_small_without_styles_and_catalogues() -> None:
    assert len(gzip.compress(made.code().encode(), 9)) <= 8_000


def test_every_module_is_in_it() -> None:
    there = {f.name for f in FOLDER.iterdir() if f.name.endswith(".js")}

    assert {f"{name}.js" for name in made.MODULES} == there


def test_no_name_is_given_twice_in_the_scope_that_modules_share() -> None:
    names = [name for source in SOURCES.values() for name in DECLARED.findall(source)]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_module_imports_is_exported_there(name: str) -> None:
    for line in SOURCES[name].splitlines():
        if not line.startswith("import"):
            continue
        found = re.fullmatch(r'import \{ ([\w, ]+) \} from "\./(\w+)\.js";', line)
        assert found, line
        if found[2] == "carried":
            assert set(found[1].split(", ")) <= {"STYLE", "WORDS"}
            continue
        exported = re.findall(
            r"^export (?:async )?(?:function|class|const) (\w+)",
            SOURCES[found[2]],
            re.MULTILINE,
        )
        assert set(found[1].split(", ")) <= set(exported)


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_is_written_so_that_it_can_be_joined(name: str) -> None:
    source = SOURCES[name]

    assert source.startswith("// ")
    assert len(source.splitlines()) <= 250
    assert "/*" not in source
    assert all(line.count("`") % 2 == 0 for line in source.splitlines())
    assert not re.search(r"\bdefault\b|import\(", source)
    # A space in one would be taken for one between two signs.
    assert not re.search(r"[(=] ?/[^/\n]* [^/\n]*/\.?[a-z)]", source)


@pytest.mark.parametrize(
    "line",
    [
        'const text = "a = b, c";',
        "return `by ${name} , of ${ site }`;",
        r"const found = /<([^>]+)>;\s*rel=?x,y/.exec(links);",
        "const LINKED = /^#comment-([0-9a-f-]{36})$/;",
    ],
)
def test_what_stands_in_a_literal_keeps_its_spaces(line: str) -> None:
    kept = re.search(r'".*"|`.*`|/.*/', line)

    assert kept is not None
    assert kept[0] in made._tight(line)


def test_html_comes_in_by_one_door() -> None:
    doors = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|DOMParser|setHTML|srcdoc"
    )

    assert [name for name, source in SOURCES.items() if doors.search(source)] == ["dom"]


def test_nothing_is_kept_but_by_one_module() -> None:
    keeping = re.compile(r"localStorage|sessionStorage|\.cookie|indexedDB|caches\b")

    assert [n for n, source in SOURCES.items() if keeping.search(source)] == ["keep"]


def test_only_one_module_asks_and_sends_no_cookie() -> None:
    asking = re.compile(r"\bfetch\(|XMLHttpRequest|sendBeacon|EventSource|WebSocket")

    # The box fetches the catalogue that the page itself names.
    assert [n for n, s in SOURCES.items() if asking.search(s)] == ["server", "box"]
    assert 'credentials: "omit"' in SOURCES["server"]
    assert "http" not in made.code()


@pytest.mark.parametrize("language", made.LANGUAGES)
def test_catalogues_have_the_same_texts_and_places(language: str) -> None:
    english, other = catalogue("en"), catalogue(language)

    assert list(other) == list(english)
    for key, text in english.items():
        places = re.findall(r"\{\w+\}", str(text))
        assert set(places) == set(re.findall(r"\{\w+\}", str(other[key]))), key


def test_the_catalogue_has_what_is_said_and_nothing_else() -> None:
    everything = "".join(SOURCES.values())
    built = {f"own_{state}" for state in ("pending", "approved", "rejected")}

    said = set(SAID.findall(everything))

    assert said | built <= set(catalogue("en"))
    quoted = set(re.findall(r'"([\w-]+)"', everything))
    by_pattern = re.compile(r"own_(public_)?\w+|author_\w+|body\w*|author|team|more.*")
    assert [
        key
        for key in catalogue("en")
        if key not in quoted | said and not by_pattern.fullmatch(key) and key != "now"
    ] == []


def test_german_addresses_nobody_so_that_it_fits_du_and_sie() -> None:
    addressed = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ein\w*|Sie|Ihnen|Ihr\w*)\b")

    found = [k for k, v in catalogue("de").items() if addressed.search(str(v))]

    assert found == []


def test_styles_touch_parts_and_follow_the_direction_of_writing() -> None:
    css = (FOLDER / "box.css").read_text("utf-8")

    one_sided = r"\b(margin|padding|border)-(left|right)\b|text-align: (left|right)"
    assert not re.search(one_sided, css)
    assert "@import" not in css
    assert "url(" not in css
