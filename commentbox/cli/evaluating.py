"""``commentbox evaluate``: how well a check judges a labelled file of one's own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from commentbox.domain.verdict import Binding
from commentbox.evaluation import files
from commentbox.evaluation.as_json import as_json
from commentbox.evaluation.cases import Case, Columns, Wanted, read_case
from commentbox.evaluation.judging import ASKED, Judged, Worst
from commentbox.evaluation.plot import svg
from commentbox.evaluation.report import Report, report
from commentbox.evaluation.table import table
from commentbox.rulebook.document import builtin, read_bindings
from commentbox.screening.bindings import UNBOUND
from commentbox.text.incoming import xml_safe

CHECKS = ("respect", "spam", "topic", "politics", "personal_data")

#: What a shell reports of a command that was interrupted.
INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read."""

    columns: Columns
    wanted: Wanted
    language: str
    limit: int | None
    skip_bad: bool


class Source:
    """The cases of a file, with what was left out on the way."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path, self.reading = path, reading
        self.skipped = 0

    def cases(self) -> Iterator[tuple[int, Case]]:
        how = self.reading
        try:
            with self.path.open("rb") as file, _progress(self.path) as progress:
                done = 0
                for line in files.read(file):
                    if file.seekable():
                        progress.update(file.tell() - progress.pos)
                    case = self._case(line)
                    if case is None:
                        continue
                    yield line.number, case
                    done += 1
                    if done == how.limit:
                        return
        except files.UNREADABLE as error:
            raise click.ClickException(f"{self.path}: {error}") from error
        except ValueError as error:
            raise click.ClickException(f"{self.path}: {error}") from error

    def _case(self, line: files.Line) -> Case | None:
        how, wrong = self.reading, line.wrong
        if not wrong:
            try:
                return read_case(line.values, how.columns, how.wanted, how.language)
            except ValueError as error:
                wrong = str(error)
        if not how.skip_bad:
            raise click.ClickException(
                f"{self.path}, line {line.number}: {wrong} "
                "(--skip-bad leaves out such lines)"
            )
        self.skipped += 1
        return None


@click.command("evaluate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--check", type=click.Choice(CHECKS), default="respect", show_default=True
)
@click.option("--text-column", default="text", show_default=True)
@click.option("--label-column", default="label", show_default=True)
@click.option(
    "--positive",
    multiple=True,
    help="A label that means a breach; may be given again. [default: 1, true, the "
    "name of the check or of its rule]",
)
@click.option("--group-column", default="group", show_default=True)
@click.option(
    "--lang", default="de", show_default=True, help="Where a line has no lang."
)
@click.option("--limit", type=click.IntRange(min=1), help="Read so many texts.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    help="From which score it flags. [default: that of the built-in rule book]",
)
@click.option("--json", "for_programs", is_flag=True, help="Print JSON.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a picture (SVG) to this file.",
)
@click.option(
    "--wrong",
    type=click.IntRange(min=1),
    default=None,
    help="Also print the texts that were misjudged most, so many of each kind.",
)
@click.option("--skip-bad", is_flag=True, help="Leave out lines that are wrong.")
def evaluate(
    file: Path,
    check: str,
    text_column: str,
    label_column: str,
    positive: tuple[str, ...],
    group_column: str,
    lang: str,
    limit: int | None,
    threshold: float | None,
    plot: Path | None,
    wrong: int | None,
    *,
    for_programs: bool,
    skip_bad: bool,
) -> None:
    """Say how well the screening judges the texts of FILE.

    FILE holds one JSON object a line {text, label, lang?, group?, article?: {title,
    body}, parent?, thread?: [text]}, or CSV with a header of such names; plain or
    gzip. A label is 0 or 1, true or false, or a name; JSON may have labels
    {name: bool} instead. Nothing is stored, and no text leaves this machine.

    Ctrl+C ends it early, with the figures so far.
    """
    flag, filtering = _thresholds(check, threshold)
    columns = Columns(text=text_column, label=label_column, group=group_column)
    wanted = _wanted(check, positive)
    source = Source(file, Reading(columns, wanted, lang, limit, skip_bad))
    judged = Judged(missed=Worst(wrong or 0), false_alarms=Worst(wrong or 0))
    complete = _judge(source, judged, check, flag)
    if not judged.scores:
        raise click.ClickException(f"{file}: there is no text in it")
    if judged.broken == len(judged.scores):
        raise click.ClickException(f"the check {check!r} could judge none of the texts")
    lines = [("flag", flag)]
    if filtering is not None:
        lines.append(("filter", filtering))
    found = report(check, judged, lines)
    _print(found, judged, source, for_programs=for_programs)
    if plot is not None:
        _draw(plot, found)
    if not complete:
        click.echo(f"stopped after {len(judged.scores):,} texts", err=True)
        raise SystemExit(INTERRUPTED)


def _judge(source: Source, judged: Judged, check: str, flag: float) -> bool:
    """Judge all cases; False if somebody ended it early."""
    try:
        for number, case in source.cases():
            judged.add(number, case, ASKED[check], flag)
    except KeyboardInterrupt:
        # A case that was only half noted is none.
        for row in (judged.labels, judged.scores, judged.groups):
            del row[len(judged.groups) :]
        return False
    return True


def _bindings(check: str) -> list[Binding]:
    bound = [b for b in read_bindings(builtin("rulebook")) if b.check == check]
    return bound or [UNBOUND[check]]


def _thresholds(check: str, flag: float | None) -> tuple[float, float | None]:
    binding = _bindings(check)[0]
    return (binding.flag_from if flag is None else flag), binding.filter_from


def _wanted(check: str, positive: tuple[str, ...]) -> Wanted:
    """Return what a label may be: by default any check or rule there is by name."""
    if positive:
        return Wanted(frozenset(positive))
    bindings = read_bindings(builtin("rulebook"))
    rules = {binding.rule for binding in bindings if binding.rule}
    own = {binding.rule for binding in _bindings(check) if binding.rule}
    return Wanted(frozenset(own | {check}), frozenset(rules | set(ASKED)))


def _progress(path: Path) -> Any:
    return click.progressbar(
        length=path.stat().st_size,
        label=f"judging {path.name}",
        file=sys.stderr,
        update_min_steps=1 << 14,
        hidden=not sys.stderr.isatty(),
    )


def _print(
    found: Report, judged: Judged, source: Source, *, for_programs: bool
) -> None:
    if for_programs:
        told = as_json(found) | {"skipped": source.skipped}
        if judged.missed.most:
            told["missed"] = _mistakes_json(judged.missed)
            told["false_alarms"] = _mistakes_json(judged.false_alarms)
        click.echo(json.dumps(told, indent=2))
        return
    click.echo("\n".join(table(found)))
    if source.skipped:
        click.echo(f"Left out as wrong: {source.skipped:,} lines.")
    for heading, worst in (
        ("Missed, the lowest scores first:", judged.missed),
        ("False alarms, the highest scores first:", judged.false_alarms),
    ):
        if worst.most:
            click.echo(f"\n{heading}")
            for mistake in worst.worst_first():
                # What a reader wrote must not steer the terminal.
                text = xml_safe(" ".join(mistake.text.split()))
                click.echo(f"  {mistake.score:.3f}  line {mistake.line}: {text}")


def _mistakes_json(worst: Worst) -> list[dict[str, Any]]:
    return [
        {"line": m.line, "score": m.score, "group": m.group, "text": m.text}
        for m in worst.worst_first()
    ]


def _draw(plot: Path, found: Report) -> None:
    try:
        plot.write_text(svg(found), "utf-8")
    except OSError as error:
        raise click.ClickException(f"{plot}: {error.strerror}") from error
