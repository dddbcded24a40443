"""How long the checks take: a comment of 300 characters, and the longest there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median, quantiles
from time import thread_time

from commentbox.domain.submission import Draft
from commentbox.screening.before import Before
from commentbox.screening.checks.links import many_links
from commentbox.screening.checks.personal_data import personal_data
from commentbox.screening.checks.politics import politics
from commentbox.screening.checks.topic import topic
from commentbox.screening.checks.words import configured_words
from commentbox.screening.facts import Facts
from commentbox.screening.reading import Text
from training.topic.articles import Article
from training.topic.comments import Comment
from training.topic.measuring import Row

CHECKS = (topic, politics, personal_data, many_links, configured_words)
TIMES = 200
LENGTH, LONGEST, ARTICLE, THREAD = 300, 10_000, 5_000, 20
#: What was slowest of the hostile texts of the tests.
HOSTILE = (
    "0171 1234567 ",
    "12.03.2024 ",
    "01 ",
    "1 ",
    "A-",
    "(0",
    "Zensur ",
    "ada at ",
)


def measured(comments: Sequence[Comment], articles: Sequence[Article]) -> Iterator[Row]:
    """Yield milliseconds of processor time for all these checks together."""
    facts = Facts(
        bindings=(),
        before=Before(
            "Neue Kopfhörer im Test: Funkstille gegen Aufpreis",
            " ".join(each.text for each in articles[:9])[:ARTICLE],
            tuple(each.text for each in comments[:THREAD]),
        ),
        parent=comments[0].text,
        words=("konkurr*", "neuer shop"),
    )
    joined = " ".join(each.text for each in comments)
    bodies = [joined[at * LENGTH : (at + 1) * LENGTH] for at in range(TIMES)]
    _cost(bodies[0], facts)
    costs = [_cost(body, facts) for body in bodies]
    yield Row("300 characters, milliseconds, p50", median(costs), "caches are warm")
    yield Row("… p95", quantiles(costs, n=20)[-1])
    hostile = {shape: _cost((shape * LONGEST)[:LONGEST], facts) for shape in HOSTILE}
    worst = max(hostile, key=lambda shape: hostile[shape])
    yield Row("10,000 hostile characters, milliseconds", hostile[worst], repr(worst))


def _cost(body: str, facts: Facts) -> float:
    """Return what the checks need, beyond the reading that all checks share."""
    text = Text(Draft(body=body, language="de"))
    _ = text.forms
    started = thread_time()
    for judge in CHECKS:
        judge(text, facts)
    return 1000 * (thread_time() - started)
