"""An admin at an editor: fields as a browser would send them, and its buttons."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from werkzeug.test import TestResponse

from tests.desk import tree_of
from tests.page import HTML, PageClient, text_of


def fields_of(page: TestResponse, ending: str = "/new") -> dict[str, str]:
    """Return what the form would send whose address ends so."""
    forms = tree_of(page).iter(f"{HTML}form")
    form = next(f for f in forms if _path(f).endswith(ending))
    found: dict[str, str] = {}
    for field in form.iter():
        if (name := field.get("name")) is not None and _counts(field):
            found[name] = _value(field)
    return found


def buttons_of(page: TestResponse) -> list[str]:
    """Return what the buttons of the editor do, in their order."""
    found = [b for b in tree_of(page).iter(f"{HTML}button") if b.get("name") == "do"]
    return [b.get("value", "") for b in found]


class Editor:
    """What one person does on the pages of one document."""

    def __init__(
        self, client: PageClient, name: str = "rules", query: str = ""
    ) -> None:
        self.client = client
        self.path = f"/desk/{name}/new{query}"
        self.page = client.get(self.path)
        self.fields = fields_of(self.page)

    def presses(self, button: str, **changes: str) -> TestResponse:
        """Send the form with some fields changed, and go on from what comes back."""
        self.fields |= changes
        return self.sends(self.fields | {"do": button})

    def sends(self, fields: dict[str, str]) -> TestResponse:
        self.page = self.client.post(self.path, data=fields)
        if self.page.mimetype == "text/html" and self.page.data:
            self.fields = fields_of(self.page)
        return self.page


def _path(form: ET.Element) -> str:
    return form.get("action", "").partition("?")[0]


def _counts(field: ET.Element) -> bool:
    if field.tag == f"{HTML}button":
        return False
    is_tick = field.get("type") in {"checkbox", "radio"}
    return not is_tick or field.get("checked") is not None


def _value(field: ET.Element) -> str:
    if field.tag == f"{HTML}textarea":
        # Browsers send the line breaks of forms like this.
        return text_of(field).replace("\n", "\r\n")
    if field.tag == f"{HTML}select":
        options = list(field.iter(f"{HTML}option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return chosen[0].get("value", text_of(chosen[0]))
    return field.get("value", "on" if field.get("type") == "checkbox" else "")
