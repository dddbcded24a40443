"""Personal data: found by form and checksum, and other numbers left alone."""

from __future__ import annotations

import pytest

from commentbox.screening.checks.personal_data import personal_data
from tests.unit.screening.drafts import a_draft, finding_of, quotes, score_of

FLAG = 0.5

FOUND = [
    ("de", "phone", "Ruf mich an: {}", "0171 1234567"),
    ("de", "phone", "{} bis abends", "030/1234567"),
    ("de", "phone", "{}", "+49 30 123456"),
    ("de", "phone", "Handy {}!", "01711234567"),
    ("de", "phone", "Tel.{}", "0301234567"),
    ("de", "phone", "Aus Wien: {}", "0664 1234567"),
    ("de", "phone", "Aus Zürich: {}", "044 668 18 00"),
    ("en", "phone", "Call me on {}", "020 7946 0958"),
    ("en", "phone", "It is {}", "07911 123456"),
    ("en", "phone", "It is {}.", "(212) 555-1234"),
    ("en", "phone", "{}", "212-555-1234"),
    ("de", "email", "Schreib an {}, ja?", "ada@beispiel.de"),
    ("de", "email", "Schreib an {}", "ada.l+blog@mail.beispiel.co.at"),
    ("de", "email", "Schreib an {}", "ada (at) beispiel (dot) de"),
    ("en", "email", "Write to {}", "ada[at]lovelace.org"),
    ("de", "email", "Meine Adresse: {}", "ada (at) beispiel punkt de"),
    ("de", "email", "Erreichbar unter {}.", "ada ät beispiel punkt at"),
    ("de", "email", "Mail: {}", "ada[ät]beispiel.ch"),
    ("de", "email", "{}, bitte", "ada @ beispiel.de"),
    ("de", "email", "Schreib {}", "ada@beispiel punkt de"),
    ("en", "email", "Write to {} please", "ada at lovelace dot org"),
    ("en", "email", "{} is mine", "ada <at> lovelace <dot> org"),
    ("en", "email", "{} is mine", "ada_at_lovelace.org"),
    ("de", "iban", "Spende an {} bitte", "DE89 3704 0044 0532 0130 00"),
    ("de", "iban", "{} bitte", "de89370400440532013000"),
    ("en", "iban", "Send it to {}", "GB29 NWBK 6016 1331 9268 19"),
    ("de", "iban", "{}", "AT61 1904 3002 3457 3201"),
    ("de", "card", "Karte {}", "4111 1111 1111 1111"),
    ("en", "card", "Charge {}, please", "5555-5555-5555-4444"),
    ("en", "card", "{}", "378282246310005"),
    ("en", "card", "{}", "3782 822463 10005"),
    ("de", "address", "Ich wohne {}.", "Musterstraße 12, 12345 Musterstadt"),
    ("de", "address", "Sie wohnt {}", "Am Alten Markt 3, 50667 Köln"),
    ("de", "address", "Besuch mich: {}", "Musterstr. 12a"),
    ("de", "address", "Besuch mich: {}", "Mariahilfer Straße 12/3/4, 1060 Wien"),
    ("de", "address", "Er wohnt {}", "Bahnhofstrasse 1, CH-8001 Zürich"),
    ("de", "address", "{}", "80331 München, Sendlinger Straße 8"),
    ("de", "address", "{}", "Lindenweg 4b, A-8010 Graz"),
    ("en", "address", "I live at {}", "12 Main Street"),
    ("en", "address", "{}", "123 Main St, Apt 4B, Springfield, IL 62704"),
    ("en", "address", "{}", "14 Elm Grove, Leeds LS1 4DY"),
    ("en", "address", "{} is home", "10 Elm Drive, London SW1A 2AA"),
]

NOT_PERSONAL = [
    ("de", "Der WH-1000XM4 kostet 1.234.567,89 € statt 2499,00 €."),
    ("de", "Am 01.02.2024 um 08:30 und am 2024-01-02"),
    ("de", "Version 0.12.3456789 und 10.0.19045.3803"),
    ("de", "Art.-Nr. 0123456789, EAN 4006381333931"),
    ("de", "IMEI 490154203237518, IP 192.168.178.1"),
    ("de", "Rechnung 030 1234567"),
    ("de", "0815-4711"),
    ("de", "0815-4711 (2024)"),
    ("de", "ssh ada@10.0.0.1"),
    ("de", "3,141592653589793 und 1000000000 Nutzer"),
    ("de", "GeForce RTX 4090 mit 16384 Kernen und 24 576 MB"),
    ("de", "DE88 3704 0044 0532 0130 00"),
    ("de", "DE89 3704, DE89 3704 0044 0532 0130 001 und QQ89 3704 0044 0532 0130"),
    ("de", "Windows 11, 10000 Leute nutzen Arbeitsplatz 2"),
    ("de", "Die Straße 5 ist gesperrt, in der Straße 7 wird gebaut"),
    ("de", "Ich bin @ada@chaos.social, klone git@github.com:ada/x"),
    ("en", "Use user@example.com or root@localhost in the example."),
    ("en", "ISBN 978-3-16-148410-0, order 212-555-1234"),
    ("en", "In 2023 The Great Road was long, 5 Miles Road"),
    ("en", "It costs 1,299.00 and has 8,294,400 pixels (3840x2160)."),
    ("de", "Am 02.05.2018 1. Mai in Witten, Saison 2015/2016, Krieg 1939-1945"),
    ("de", "Schon 2.124.821.694 Aufrufe und 12.500.000 Euro Schaden"),
    ("de", "Nach § 823 Abs. 1 BGB und Art. 6 Abs. 1 lit. f DSGVO, BGBl. I 2016/44"),
    ("de", "BVerfG, Beschluss vom 10.11.1998, 1 BvR 1531/96, NJW 1999, 1322"),
    ("de", "Rapid gewann 3:2 (1:1, 2:1), davor 6:4, 7:5, 6:3 gegen 0:6"),
    ("de", "Heft 978-3-16-148410-0 und ISBN 3-16-148410-X"),
    ("de", "Bestellung 4111 1111 1111 1111 und Nummer 4111 1111 1111 1112"),
    ("de", "1234567890123456 und 3,1415926535897932384"),
    ("de", "Das Sorgentelefon: 0800 1110111 ist kostenlos"),
    ("de", "Ich gehe at home, Punkt. Treffen @ Peters Garten. At least"),
    ("de", "Platz 1, 2000 Zuschauer; Ring 3, 5000 Meter; Markt 2, 1999 Leute"),
    ("de", "In 5 Jahren 10000 Euro, in 10 Jahren 25000 Euro, 12345 Mal"),
    ("de", "Die Temperatur fiel um 0,123456789 auf 273,15 Kelvin bei 1013,25 hPa"),
    ("de", "UID ATU12345678, Steuernummer 123/456/78901, HRB 12345"),
    ("en", "I looked at amazon dot com in the dot com bubble at this dot com"),
    ("en", "He scored 21-19 21-17, then 102-98 in 2019-2020"),
    ("en", "18 U.S.C. 1030, 42 USC 1983, 410 U.S. 113 (1973)"),
    ("en", "Between 1914-1918 and 1939-1945; 10 Downing was a film in 1999"),
    ("en", "Call the lifeline 1-800-273-8255 if you need to talk"),
    ("de", "Auf der Hauptstraße 30 km/h zu fahren, ist richtig."),
    ("de", "Siehe https://example.org/?x&01711234567"),
    ("de", "Siehe https://example.org/DE89370400440532013000"),
]


@pytest.mark.parametrize(("language", "kind", "around", "wanted"), FOUND)
def test_personal_data_are_flagged_with_their_place(
    language: str, kind: str, around: str, wanted: str
) -> None:
    found = finding_of(personal_data, around.format(wanted), language)

    assert found is not None
    assert found.detail == kind
    assert found.score is not None
    assert found.score >= FLAG
    assert quotes(found) == [wanted]


@pytest.mark.parametrize(("language", "body"), NOT_PERSONAL)
def test_other_numbers_and_names_say_nothing(language: str, body: str) -> None:
    assert finding_of(personal_data, body, language) is None


def test_the_author_s_own_website_is_meant_to_be_public() -> None:
    website = "https://beispiel.de/?kontakt=ada@beispiel.de"
    body = f"Mehr auf {website} von mir."

    assert finding_of(personal_data, body) is not None
    assert finding_of(personal_data, a_draft(body, author_url=website)) is None


def test_several_kinds_weigh_more_than_one() -> None:
    one, two = "ada@beispiel.de", "ada@beispiel.de, Handy 0171 1234567"

    assert score_of(personal_data, two) > score_of(personal_data, one)


def test_no_text_makes_endless_work_of_numbers() -> None:
    body = "0123456789, " * 100 + "01711234567"

    assert finding_of(personal_data, body) is None


def test_small_numbers_do_not_hide_the_one_at_the_end() -> None:
    body = "1 2 3 4 5 6 7 8 9 10 11 12 13 " * 3 + "x Handy 0171 1234567"

    assert "0171 1234567" in quotes(finding_of(personal_data, body))
