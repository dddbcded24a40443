"""The rules of the house that no linter knows, read from the sources.

Each list of exceptions is held both ways: what stands in it and is not needed any more
is an error too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from commentbox import create_app
from commentbox.config import Config

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "commentbox"
SOURCES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}
MODULES = {name: ast.parse(source) for name, source in SOURCES.items()}
#: How the models are trained: no part of what runs, and written no worse.
TRAINING = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in sorted((ROOT / "training").rglob("*.py"))
}
TEMPLATES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text("utf-8")
    for path in sorted((PACKAGE / "templates").rglob("*"))
    if path.is_file()
}

#: Where a request or a command comes in: these, and nobody else, commit.
EDGE = re.compile(
    r"(.+/)?(routes|api|take_in|revise)\.py|(cli|demo)/.+\.py|housekeeping\.py|handlers/.+\.py"
    # A job of many pieces, each a transaction of its own.
    r"|posting/spool/storing\.py"
    # A database that is being put back, before anybody may use it.
    r"|backup/erased\.py"
)

#: These ask for the time; everybody else is told it.
CLOCKS = {
    "cli/session.py",  # the time of a command
    "handlers/__init__.py",  # which jobs are due
    "housekeeping.py",  # what has expired
    "demo/blog.py",  # the dates of made-up articles
    "posting/spool/storing.py",  # when what was withdrawn is erased
    "publishing/disk.py",  # what another process has left behind
    "web/answers.py",  # whether ``Last-Modified`` lies ahead of the clock
    "web/asked.py",  # the time of a request
    "web/counts.py",  # when a limit ends
}

#: These look at the request; everybody else is handed what is needed.
READERS = {
    "accounts/login.py",  # asks guests to sign in
    "moderation/desk.py",  # which lane, which page of it
    "posting/place.py",  # which article is written under
    "posting/spool/asked.py",  # the same, while the database is away
    "posting/spool/in_time.py",  # hands a request on to another thread, and back
    "posting/spool/spooling.py",  # the spool of the application
    "publishing/discussion.py",  # which page of the thread
}

#: Where a text that is not written in the code becomes safe HTML, and why it is.
MAKES_HTML = {
    "demo/blog.py",  # our own articles, and a page that is rendered already
    "models/base.py",  # it was safe when it went in
    "text/sanitise.py",  # this is where it becomes safe
    "web/templates.py",  # our own texts, from the catalogue
}

Test = Callable[[ast.AST], bool]


def modules_with(test: Test) -> set[str]:
    return {
        name
        for name, tree in MODULES.items()
        if any(test(node) for node in ast.walk(tree))
    }


def imports(*packages: str) -> Test:
    """Return whether a node imports one of these packages, or from one of them."""

    def test(node: ast.AST) -> bool:
        found = []
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found = [f"{node.module}.{alias.name}" for alias in node.names]
        return any(f"{name}.".startswith(f"{p}.") for name in found for p in packages)

    return test


def calls(name: str) -> Test:
    """Return whether a node calls a function or a method of this name."""

    def test(node: ast.AST) -> bool:
        if not isinstance(node, ast.Call):
            return False
        return name == getattr(node.func, "attr", getattr(node.func, "id", None))

    return test


def writes(*attributes: str) -> Test:
    """Return whether a node assigns such an attribute, or such a column in SQL."""

    def test(node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            return node.attr in attributes and isinstance(node.ctx, ast.Store)
        if calls("values")(node) and isinstance(node, ast.Call):
            return any(keyword.arg in attributes for keyword in node.keywords)
        if calls("setattr")(node) and isinstance(node, ast.Call):
            return getattr(node.args[1], "value", None) in attributes
        return False

    return test


def mentions(*dotted: str) -> Test:
    """Return whether a node is a name such as ``datetime.now``."""

    def test(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute | ast.Name) and (
            ast.unparse(node) in dotted
        )

    return test


def names_in(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


def test_only_edges_commit() -> None:
    committing = modules_with(calls("commit"))

    assert {name for name in committing if not EDGE.fullmatch(name)} == set()
    assert "posting/take_in.py" in committing


def test_only_a_decision_moves_a_revision() -> None:
    assert modules_with(writes("state")) == {"moderation/decide.py"}


def test_only_one_function_takes_a_text_in() -> None:
    assert modules_with(calls("Revision")) == {"posting/submit.py"}
    assert modules_with(calls("Comment")) == set()
    # Into a table, without a unit of work.
    inserting = {"posting/store.py", "models/together.py"}
    assert modules_with(imports("sqlalchemy.insert")) == inserting
    together = "commentbox.models.together.add_together"
    assert modules_with(imports(together)) == {"posting/store.py"}


def test_only_one_module_settles_what_readers_see() -> None:
    written = modules_with(writes("standing", "in_view", "live", "shown"))

    assert written == {"models/settle.py"}


def test_only_edges_ask_for_the_time() -> None:
    clocks = mentions(
        *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
        *("time.time", "time.time_ns", "func.now", "func.current_timestamp"),
    )

    assert modules_with(clocks) == CLOCKS


def test_only_edges_look_at_the_request() -> None:
    reading = modules_with(
        imports("flask.request", "flask.session", "flask.g", "flask.current_app")
    )

    within = {n for n in reading if not EDGE.fullmatch(n) and not n.startswith("web/")}
    assert within == READERS


def test_nothing_is_believed_of_what_a_request_says_of_its_address() -> None:
    hosts = ("host", "host_url", "url", "url_root", "base_url", "root_url", "scheme")
    found = modules_with(mentions(*(f"request.{name}" for name in hosts)))

    assert found == set()
    assert modules_with(calls("url_for")) == set()
    assert not [name for name, text in TEMPLATES.items() if "url_for" in text]


def test_the_language_is_never_that_of_the_browser() -> None:
    assert modules_with(mentions("request.accept_languages")) == set()
    headers = [
        n for n, s in SOURCES.items() if "'Accept-Language'" in s.replace('"', "'")
    ]
    assert headers == []


def test_only_the_allowed_make_html_of_what_is_not_written_in_the_code() -> None:
    def makes_html(node: ast.AST) -> bool:
        return (
            calls("Markup")(node)
            and isinstance(node, ast.Call)
            and not all(isinstance(arg, ast.Constant) for arg in node.args)
        )

    assert modules_with(makes_html) == MAKES_HTML


def test_promise_01_one_sanitiser_has_one_door() -> None:
    assert modules_with(imports("nh3")) == {"text/sanitise.py"}
    assert modules_with(imports("bleach")) == set()


def test_only_the_road_of_the_log_knows_what_makes_its_lines() -> None:
    # Modules log by the standard library; a command keeps its standard output.
    assert modules_with(imports("structlog")) == {"logs/lines.py", "web/requests.py"}
    assert modules_with(calls("print")) == set()


@pytest.mark.parametrize(
    "package", ["pickle", "shelve", "marshal", "bleach", "html5lib"]
)
def test_promise_17_what_is_not_safe_to_use_is_not_imported(package: str) -> None:
    assert modules_with(imports(package)) == set()


@pytest.mark.parametrize(
    "name", ["render_template_string", "from_string", "eval", "exec"]
)
def test_promise_17_what_runs_a_text_as_code_is_not_called(name: str) -> None:
    assert modules_with(calls(name)) == set()


def test_promise_17_templates_escape_everything_that_is_not_safe_by_type() -> None:
    unsafe = re.compile(r"\|\s*safe\b|autoescape|\bMarkup\b")

    assert [name for name, text in TEMPLATES.items() if unsafe.search(text)] == []
    assert modules_with(mentions("app.jinja_env.autoescape")) == set()


def is_made_of_parts(node: ast.AST) -> bool:
    """Return whether a text is put together where it is used."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        operands = (node.left, node.right)
        return any(map(is_made_of_parts, operands)) or any(
            isinstance(o, ast.Constant) and isinstance(o.value, str) for o in operands
        )
    return calls("format")(node) or calls("join")(node)


def test_promise_17_no_statement_is_made_of_parts() -> None:
    def makes_sql(node: ast.AST) -> bool:
        is_sql = any(
            calls(name)(node)
            for name in ("text", "exec_driver_sql", "execute", "executescript", "DDL")
        )
        arguments = node.args if isinstance(node, ast.Call) else []
        return is_sql and any(map(is_made_of_parts, arguments))

    found = {n for n in modules_with(makes_sql) if not n.startswith("migrations/")}

    # Settings of a connection, which take no parameters; all are our own constants.
    assert found == {"extensions.py", "web/bearer.py"}


def test_each_promise_has_a_test_that_names_its_number() -> None:
    tests = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    named = {
        int(number)
        for source in tests
        for number in re.findall(r"^def test_promise_(\d\d)_", source, re.MULTILINE)
    }
    security = (ROOT / "SECURITY.md").read_text("utf-8")
    promised = {int(n) for n in re.findall(r"^(\d+)\. ", security, re.MULTILINE)}

    assert promised == set(range(1, 18))
    assert named == promised


@pytest.mark.parametrize("name", [*SOURCES, *TRAINING])
def test_a_module_says_what_it_is_for_and_holds_one_idea(name: str) -> None:
    source = {**SOURCES, **TRAINING}[name]
    said = ast.get_docstring(ast.parse(source)) or ""

    assert said.split("\n\n")[0].strip()
    # Alembic writes migrations, in a form of its own.
    if not name.startswith("migrations/versions/"):
        assert said.splitlines()[0].endswith(".")
        assert len(source.splitlines()) <= 250


def test_nothing_is_named_for_what_it_is_not_about() -> None:
    vague = {"util", "utils", "helper", "helpers", "manager", "managers", "misc"}
    words = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+")

    def is_vague(name: str) -> bool:
        return not vague.isdisjoint(word.lower() for word in words.findall(name))

    found = [path for path in [*SOURCES, *TRAINING, *TEMPLATES] if is_vague(path)]
    trees = [*MODULES.values(), *map(ast.parse, TRAINING.values())]
    found += [n for tree in trees for n in names_in(tree) if is_vague(n)]
    assert found == []


def test_nothing_is_left_to_be_done() -> None:
    left = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    kinds = {".py", ".html", ".css", ".js", ".md", ".toml", ".po"}
    folders = [PACKAGE, ROOT / "docs", ROOT / "training", ROOT / "encoder"]
    files = [p for folder in folders for p in folder.rglob("*") if p.suffix in kinds]

    found = [p.name for p in [*files, *ROOT.glob("*.md")] if left.search(p.read_text())]

    assert found == []


@pytest.fixture
def the_app(tmp_path: Path) -> Flask:
    config = Config(instance=tmp_path, secret_key="a key that only this test knows.")
    return create_app(config)


def test_no_address_appears_or_goes_by_accident(the_app: Flask) -> None:
    pinned = (ROOT / "tests" / "routes.txt").read_text("utf-8").splitlines()

    routes = sorted(
        f"{method} {rule.rule} {rule.endpoint}"
        for rule in the_app.url_map.iter_rules()
        for method in _own_methods(rule.methods or set())
    )

    assert routes == pinned


def _own_methods(methods: set[str]) -> set[str]:
    """Leave out what Flask answers by itself."""
    return methods - {"HEAD", "OPTIONS"} or methods
