"""Read the labelled texts, as readers of a website would have written them."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

#: Marks of the platforms that no comment has; a model must not learn them.
RETWEET = re.compile(r"\bRT\b[ :]*(?=@)|^RT\b[ :]*")
ACCOUNT = re.compile(r"@user\b[: ]*|@USER\b[: ]*")
MARKUP = re.compile(r"<a href[^>]*>|</a>|<br ?/?>|\bURL\b")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
SPACES = re.compile(r"[ \t]+")

RESPECT = {
    "ge18": "train/tox_ge18_train.jsonl.gz",
    "ge19": "train/tox_ge19_train.jsonl.gz",
    "davidson": "train/tox_davidson.jsonl.gz",
}
SPAM = {
    "sms": "train/spam_sms.jsonl.gz",
    "psy": "train/spam_youtube01-psy.jsonl.gz",
    "katyperry": "train/spam_youtube02-katyperry.jsonl.gz",
    "lmfao": "train/spam_youtube03-lmfao.jsonl.gz",
}
#: Looked at, never learned from.
VALIDATE = {
    "ge21": "validate/tox_ge21_train.jsonl.gz",
    "ucc": "validate/tox_ucc_train.jsonl.gz",
    "olid": "validate/tox_olid_train.jsonl.gz",
    "omp": "validate/omp_news_comments.jsonl.gz",
}


class Example(NamedTuple):
    """A text with its label, and where it is from."""

    text: str
    label: int
    language: str
    source: str
    weight: float = 1.0
    #: Which line of its file it was.
    line: int = -1


def examples(folder: Path, files: dict[str, str]) -> Iterator[Example]:
    """Yield the examples of several files, each text once."""
    for source, path in files.items():
        seen: set[str] = set()
        for line, row in enumerate(rows(folder / path)):
            text = tidied(str(row["text"]))
            if text not in seen:
                seen.add(text)
                yield Example(
                    text, int(row.get("label", 0)), row["lang"], source, line=line
                )


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file of JSON lines, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def tidied(text: str) -> str:
    """Return a text without what only its platform has."""
    text = html.unescape(html.unescape(text)).replace("|LBR|", "\n")
    text = ACCOUNT.sub("", RETWEET.sub("", MARKUP.sub(" ", text)))
    return SPACES.sub(" ", ADDRESS.sub(" ", text)).strip()
