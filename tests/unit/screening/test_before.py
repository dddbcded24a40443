"""What was said before a text is read once, and again only where it is other."""

from commentbox.screening.before import Before


def test_what_was_found_is_not_looked_for_again() -> None:
    asked: list[str] = []

    def length(before: Before, language: str) -> int:
        asked.append(language)
        return len(before.body)

    before = Before("Lamps", "They hum.")

    found = [before.find(length, language) for language in ("de", "en", "de")]

    assert found == [9, 9, 9]
    assert asked == ["de", "en"]


def test_two_that_say_the_same_are_equal_whatever_was_found_in_them() -> None:
    before = Before("Lamps")
    before.find(lambda known: known.title)

    assert before == Before("Lamps")
