"""The mark of held pages is made of all that goes into an answer."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from commentbox.publishing.store import sources

ROOT = Path(str(files("commentbox")))


def test_code_templates_catalogues_and_static_files_count() -> None:
    found = {Path(path).relative_to(ROOT) for path in sources(str(ROOT))}

    static = {p for p in ROOT.rglob("static/**/*") if p.is_file()}
    named = {p for ending in ("py", "html", "po") for p in ROOT.rglob(f"*.{ending}")}
    assert found == {path.relative_to(ROOT) for path in static | named}
    assert len(static) > 1
