"""XML elements, as both of the feeds made of them need them."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring


def add(
    parent: Element,
    tag: str,
    text: str | None = None,
    attributes: Mapping[str, str] | None = None,
) -> Element:
    """Add a child and return it."""
    element = SubElement(parent, tag, dict(attributes or {}))
    element.text = text
    return element


def written(root: Element) -> bytes:
    """Return a whole document."""
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document
