"""One script made of the modules under ``static/embed``, with styles and catalogues.

Readers make one request instead of a dozen, and no tool has to be run: the modules are
joined when the server starts. They share one scope then, so no name may be said twice;
tests hold that, and that each line still means the same when its spaces are gone.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: In this order a module comes after those that it imports at once.
MODULES = (
    "words",
    "server",
    "keep",
    "dom",
    "comment",
    "own",
    "form",
    "below",
    "box",
    "count",
)

LANGUAGES = ("de", "en")

IMPORT = re.compile(r'^import \{ [\w, ]+ \} from "\./(\w+)\.js";$')

#: Texts, in which a space is a space, and regular expressions, which write none.
LITERAL = re.compile(
    r'"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|(?<=[(= ])/(?:[^/\\ ]|\\.)+/'
)
LOOSE = re.compile(r" ?([=+{}();,:?<>&|\[\]*!%/-]) ?")
#: One argument needs no brackets, unless a word stands before them.
LONE = re.compile(r"(?<!\w)\((\w+)\)=>")
#: What a closing brace says by itself, and a bracket of any kind.
BEFORE_END = re.compile(r"[;,\n]+(?=\})|,(?=[)\]])")
#: After these the line has no end that counts: expressions close with a semicolon here,
#: so a brace ends a block.
OPEN_ENDS = ("{", "}", "(", "[", ",", ";")


@dataclass(frozen=True, slots=True)
class Script:
    plain: bytes
    gzipped: bytes


@cache
def script() -> Script:
    """Return what ``/embed.js`` answers."""
    style = _tight_style(_source("box.css"))
    words = {name: json.loads(_source(f"{name}.json")) for name in LANGUAGES}
    carried = f"const STYLE={_literal(style)},WORDS={_literal(words)};\n"
    text = (carried + code()).encode()
    return Script(text, gzip.compress(text, 9, mtime=0))


def code() -> str:
    """Return the modules as one, without what only their readers need."""
    return "".join(_joinable(_source(f"{name}.js")) for name in MODULES)


def _source(name: str) -> str:
    return (files("commentbox") / "static" / "embed" / name).read_text("utf-8")


def _joinable(module: str) -> str:
    lines = [line.strip() for line in module.splitlines()]
    kept = [line for line in lines if line and not line.startswith("//")]
    shrunk = [
        _tight(line.split(" // ")[0].removeprefix("export "))
        for line in kept
        if not IMPORT.match(line)
    ]
    text = "".join(line if line.endswith(OPEN_ENDS) else f"{line}\n" for line in shrunk)
    return BEFORE_END.sub("", text)


def _tight(line: str) -> str:
    """Return a line without the spaces around signs, save those inside literals."""
    literals = LITERAL.findall(line)
    parts = [LOOSE.sub(r"\1", part) for part in LITERAL.split(line)]
    parts = [LONE.sub(r"\1=>", part) for part in parts]
    return parts[0] + "".join(a + b for a, b in zip(literals, parts[1:], strict=True))


def _tight_style(css: str) -> str:
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|\n\s*", r"\1", without_comments).strip()


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
