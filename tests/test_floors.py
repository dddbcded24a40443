"""The floors of the libraries: each was looked at, and the table says why it is there.

Whoever installs without the lock files gets at least these. The table is looked through
at each release: a weakness that became known raises a floor, and gets its line here.
"""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.test_requirements import PROJECT

#: Nothing known to us raises it: the oldest that the suite was written with.
WRITTEN_WITH = "written with it"

#: Library, floor, and why: a weakness below it (by its number), what was not there yet,
#: or nothing but that.
FLOORS = {
    "alembic": ("1.16", "the first to read its settings from pyproject.toml"),
    "argon2-cffi": ("25.1", WRITTEN_WITH),
    "babel": ("2.17", WRITTEN_WITH),
    "brotli": ("1.2", "CVE-2025-6176: what urllib3 unpacks with it has no bound"),
    "disposable-email-domains": ("0.0.290", WRITTEN_WITH),
    "email-validator": ("2.2", WRITTEN_WITH),
    "flask": (
        "3.1.3",
        "CVE-2026-27205: no cache is told of some looks at a session",
    ),
    "flask-login": ("0.6.3", "the first that works with Werkzeug 3"),
    "flask-sqlalchemy": ("3.1.1", "the line that works with SQLAlchemy 2"),
    "flask-wtf": ("1.3", WRITTEN_WITH),
    "granian": ("2.5", WRITTEN_WITH),
    "limits": ("5.6", WRITTEN_WITH),
    "linkify-it-py": ("2.0", WRITTEN_WITH),
    "lxml": ("6.1", "CVE-2026-41066: two parsers take entities from outside"),
    "markdown-it-py": ("4.0", WRITTEN_WITH),
    "nh3": ("0.3.3", WRITTEN_WITH),
    "numpy": ("2.2", WRITTEN_WITH),
    "phonenumbers": ("9.0", WRITTEN_WITH),
    "prometheus-client": ("0.22", WRITTEN_WITH),
    "psycopg": ("3.3", WRITTEN_WITH),
    "pyotp": ("2.9", WRITTEN_WITH),
    "segno": ("1.6", WRITTEN_WITH),
    "sqlalchemy": ("2.1", "types of rows as we write them (decision 0004)"),
    "structlog": ("25.5", WRITTEN_WITH),
    "urllib3": (
        "2.7",
        "CVE-2026-44432, CVE-2026-21441: packed answers without end",
    ),
    "uuid-utils": ("0.12", WRITTEN_WITH),
    "valkey": ("6.1", WRITTEN_WITH),
    "werkzeug": ("3.1.6", "CVE-2026-21860 and what was left of it, on Windows"),
    "wtforms": ("3.2", WRITTEN_WITH),
    "onnxruntime": ("1.20", WRITTEN_WITH),
    "scikit-learn": ("1.6", WRITTEN_WITH),
}

#: Releases that a number in the table names as the first without that weakness. A floor
#: may be lowered for convenience; not below one of these.
MENDED = {
    "CVE-2025-6176": ("brotli", "1.2.0"),
    "CVE-2026-27205": ("flask", "3.1.3"),
    "CVE-2026-41066": ("lxml", "6.1.0"),
    "CVE-2026-44432": ("urllib3", "2.7.0"),
    "CVE-2026-21441": ("urllib3", "2.6.3"),
    "CVE-2026-21860": ("werkzeug", "3.1.5"),
}

PROJECTS = PROJECT["project"]
WISHES = [*PROJECTS["dependencies"]]
for extra in PROJECTS["optional-dependencies"].values():
    WISHES += extra
ASKED: dict[str, Requirement] = {
    canonicalize_name(asked.name): asked for asked in map(Requirement, WISHES)
}


def floor_of(asked: Requirement) -> str:
    (floor,) = [part.version for part in asked.specifier if part.operator == ">="]
    return floor


def test_each_floor_was_looked_at() -> None:
    assert {name: floor_of(asked) for name, asked in ASKED.items()} == {
        name: floor for name, (floor, _why) in FLOORS.items()
    }


@pytest.mark.parametrize("number", MENDED)
def test_no_floor_lies_below_what_is_known(number: str) -> None:
    name, mended = MENDED[number]

    assert number in FLOORS[name][1]
    assert Version(floor_of(ASKED[name])) >= Version(mended)


def test_each_number_in_the_table_says_where_it_was_mended() -> None:
    reasons = " ".join(why for _floor, why in FLOORS.values())

    assert set(re.findall(r"CVE-[\d-]+", reasons)) == set(MENDED)
