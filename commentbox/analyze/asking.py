"""What a request in Perspective's form asks for; what it says beside is ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from commentbox.analyze.attributes import OFFERED
from commentbox.analyze.refused import invalid, unknown_language

#: Of the original, in bytes.
MAX_TEXT = 20_480

LANGUAGES = ("de", "en")

PLAIN = {None, "PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"}
PROBABILITY = {None, "PROBABILITY", "SCORE_TYPE_UNSPECIFIED"}

#: As much of a stranger's name as is repeated in an error.
SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentText:
    """What both methods read."""

    text: str
    #: Empty: to be found out.
    languages: tuple[str, ...]
    client_token: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    comment: CommentText
    #: Each with the score below which it is left out.
    attributes: Mapping[str, float]
    by_sentence: bool
    #: Plain text of what the comment is about, and of what it answers.
    article: str
    parent: str | None


def read_comment(body: Mapping[str, Any]) -> CommentText:
    """Raises ``Refused``."""
    text = _entry(_object(body, "comment"), "comment")
    if not text.strip():
        raise invalid("Comment must be non-empty.", "COMMENT_EMPTY")
    if len(text.encode()) > MAX_TEXT:
        message = f"Comment text too long. At most {MAX_TEXT} bytes fit."
        raise invalid(message, "COMMENT_TOO_LONG")
    languages = _list(body, "languages")
    if not all(isinstance(each, str) for each in languages):
        raise invalid("languages: must be a list of texts")
    return CommentText(
        text=text,
        languages=tuple(_whole(each) for each in languages if each),
        client_token=_text(body, "clientToken", "clientToken"),
    )


def read_request(body: Mapping[str, Any]) -> Asked:
    """Raises ``Refused``."""
    comment = read_comment(body)
    attributes = dict(_attributes(_object(body, "requestedAttributes")))
    if not attributes:
        raise invalid("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
    for name in attributes:
        if unknown := [tag for tag in comment.languages if not _is_known(tag)]:
            raise unknown_language(name, [tag[:SHOWN] for tag in unknown])
    article, parent = _context(_object(body, "context"))
    if "OFF_TOPIC" in attributes and not (article.strip() or parent):
        raise invalid("OFF_TOPIC needs context.entries: what the comment is about.")
    return Asked(
        comment=comment,
        attributes=attributes,
        by_sentence=_flag(body, "spanAnnotations"),
        article=article,
        parent=parent,
    )


def primary(tag: str) -> str:
    """Return ``de`` for ``de-AT``."""
    return tag.lower().replace("_", "-").partition("-")[0]


def _is_known(tag: str) -> bool:
    return primary(tag) in LANGUAGES


def _attributes(requested: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for name in requested:
        if name not in OFFERED:
            raise invalid(
                f"Unknown requested attribute: {name[:SHOWN]}. "
                f"This server offers {', '.join(OFFERED)}."
            )
        wishes = _object(requested, name)
        score_type = wishes.get("scoreType")
        if not isinstance(score_type, str | None) or score_type not in PROBABILITY:
            raise invalid(
                f"Requested score type {str(score_type)[:SHOWN]} is not supported by "
                f"attribute {name}"
            )
        yield name, _threshold(wishes.get("scoreThreshold"), name)


def _threshold(value: Any, name: str) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise invalid(f"requestedAttributes.{name}.scoreThreshold: must be a number")
    return value


def _context(context: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return article and parent. Raises ``Refused`` where both forms are mixed."""
    pair = _object(context, "articleAndParentComment")
    entries = _list(context, "entries")
    if pair and entries:
        raise invalid(
            "Context can have either entries or article_and_parent_comment, "
            "but both fields were populated."
        )
    if pair:
        parent = _entry(_object(pair, "parentComment"), "context")
        return _entry(_object(pair, "article"), "context"), parent or None
    texts = [_entry(entry, "context") for entry in map(_as_object, entries)]
    return "\n\n".join(texts), None


def _entry(entry: Mapping[str, Any], place: str) -> str:
    if (kind := entry.get("type")) is not None and not isinstance(kind, str):
        raise invalid("Unknown text type")
    if kind not in PLAIN:
        raise invalid("Currently, only 'PLAIN_TEXT' comments are supported")
    return _text(entry, "text", f"{place}.text") or ""


def _text(holder: Mapping[str, Any], name: str, place: str) -> str | None:
    value = holder.get(name)
    if value is not None and not isinstance(value, str):
        raise invalid(f"{place}: must be a text")
    return None if value is None else _whole(value)


def _flag(holder: Mapping[str, Any], name: str) -> bool:
    value = holder.get(name)
    if value is not None and not isinstance(value, bool):
        raise invalid(f"{name}: must be true or false")
    return value is True


def _whole(text: str) -> str:
    """Replace halves of characters, which JavaScript may cut; all keep their places."""
    return text.encode("utf-8", "replace").decode()


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    return {} if value is None else _as_object(value)


def _as_object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise invalid("An object is needed where there is something else.")
    return value


def _list(holder: Mapping[str, Any], name: str) -> list[Any]:
    value = holder.get(name)
    if value is not None and not isinstance(value, list):
        raise invalid(f"{name}: must be a list")
    return value or []
