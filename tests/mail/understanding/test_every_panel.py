"""Every panel type that is installed can be booked at: each of its fields is read, by each of its names."""

from __future__ import annotations

from html import escape

import pytest

from core.kinds import Purpose
from core.panels import Field, PanelType
from mail.reading import read as read_mail
from mail.understanding.booking import read_amendment
from mail.understanding.meeting_commands import read_move
from mail.understanding.values import read_value
from tests.mail.understanding.contexts import context
from tests.mail.understanding.every_panel import (
    NAME,
    TODAY,
    TYPES,
    most_ways,
    read,
    sample,
    stored,
    subjects,
    ways,
    written,
)

each_panel = pytest.mark.parametrize("panel", TYPES.values(), ids=TYPES)
each_form = pytest.mark.parametrize(
    ("panel", "number"),
    [
        pytest.param(panel, number, id=f"{key}-{number}")
        for key, panel in TYPES.items()
        for number in range(most_ways(panel))
    ],
)
each_field = pytest.mark.parametrize(
    ("panel", "field"),
    [pytest.param(panel, field, id=f"{key}-{field.key}") for key, panel in TYPES.items() for field in panel.fields],
)


@each_form
def test_a_form_is_read_value_by_value(panel: PanelType, number: int) -> None:
    text = "\n".join(f"{label}: {value}" for label, value in written(panel, number))

    found = read(panel, f"Please book this one.\n\n{text}\n\nMany thanks\nPriya")

    assert subjects(found) == [stored(panel, number)]
    assert found.unused == ()


@each_form
def test_a_table_is_read_value_by_value(panel: PanelType, number: int) -> None:
    rows = written(panel, number)
    text = "\n".join(f"{label}\t{value}" for label, value in rows)

    found = read(panel, f"Please book this one.\n\n{text}\n\nMany thanks\nPriya", rows)

    assert subjects(found) == [stored(panel, number)]
    assert found.unused == ()


OUTLOOK = """\
From: Priya Naidoo <priya@anytown.example>
To: panel@panels.anytown.example
Subject: Booking
Content-Type: text/html; charset=utf-8
MIME-Version: 1.0

<html><body lang=EN-GB><div class=WordSection1><p class=MsoNormal>Please book this one.<o:p></o:p></p>
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>{rows}</table>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Many thanks<o:p></o:p></p>
<p class=MsoNormal>Priya<o:p></o:p></p></div></body></html>
"""
ROW = "<tr><td width=200><p class=MsoNormal><b>{}<o:p></o:p></b></p></td><td><p class=MsoNormal>{}</p></td></tr>\n"


@pytest.mark.parametrize("number", range(3))
@each_panel
def test_a_table_of_outlook_is_read_value_by_value(panel: PanelType, number: int) -> None:
    rows = "".join(ROW.format(escape(label), escape(value)) for label, value in written(panel, number))

    mail = read_mail(OUTLOOK.format(rows=rows).encode())
    found = read(panel, mail.text, mail.table_rows, mail.subject)

    assert subjects(found) == [stored(panel, number)]
    assert found.unused == ()


@each_field
def test_every_choice_is_read_by_each_of_its_names(panel: PanelType, field: Field) -> None:
    for choice in field.choices:
        read_as = {way: read_value(field, way, TODAY) for way in (choice.label, *choice.aliases)}

        assert read_as == dict.fromkeys(read_as, choice.label)


@each_field
def test_a_field_is_read_in_a_reply_by_each_of_its_names(panel: PanelType, field: Field) -> None:
    value, kept = sample(panel, field, 1)

    for label in ways(field):
        values, unused = read_amendment(f"{label}: {value}\n\nThanks\nPriya", panel, TODAY, (), "Priya Naidoo")

        assert (dict(values), unused) == ({field.key: kept}, ())


@each_panel
def test_a_name_in_a_sentence_is_found(panel: PanelType) -> None:
    found = read(panel, f"Please book {NAME} into the next panel.\n\nThanks\nPriya")

    assert subjects(found) == [{panel.subject.name: NAME}]


@each_panel
def test_a_birth_date_in_a_sentence_is_found(panel: PanelType) -> None:
    found = read(panel, f"Please book {NAME}, born 3 April 2010, into the next panel.\n\nThanks\nPriya")

    born = {panel.subject.born: "2010-04-03"} if panel.subject.born else {}
    assert subjects(found) == [{panel.subject.name: NAME, **born}]


@each_panel
def test_a_date_of_the_panels_own_in_a_reply_moves_nothing(panel: PanelType) -> None:
    """The label may sound like a day of the panel: "Fostering panel date: 20 January 2027"."""
    about_a_booking = context(panel=panel, purpose=Purpose.BOOKING)
    lines = [f"{way}: 20 January 2027" for field in panel.fields for way in ways(field)]

    assert [line for line in lines if read_move(line, about_a_booking)] == []
