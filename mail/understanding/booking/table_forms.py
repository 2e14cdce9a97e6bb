"""Forms filled in as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.panels import FieldKind
from mail.understanding.booking.form_parts import add, heading
from mail.understanding.booking.labels import FIRST, LAST, OTHER, Labels
from mail.understanding.booking.pairs import Pair
from mail.understanding.booking.records import Record, records_of
from mail.understanding.lines import clean

_LONGEST_CELL = 200  # a longer one lays out the page, unless a label stands before it
_LISTS = {FieldKind.CHOICES, FieldKind.PEOPLE}

Row = tuple[str, ...]
Header = tuple[str | None, ...]


def read_tables(rows: Sequence[Sequence[str]], labels: Labels, name: str) -> list[Record]:
    """Return the records of tables: a header row with a row for each child, or two columns of label and value."""
    records: list[Record] = []
    pairs: list[Pair] = []
    header: Header | None = None
    about = ""  # whom the part below the last heading is about
    data = [(row, tuple(labels.meaning(cell) if cell else None for cell in row)) for row in _data(rows, labels)]
    for (row, meanings), below in zip(data, [*data[1:], ((), ())], strict=False):
        if _heads_columns(meanings, below[1], name):
            header = meanings
        elif header and len(row) == len(header) and not meanings[0]:
            given = {meaning: cell for meaning, cell in zip(header, row, strict=True) if meaning and meaning != OTHER}
            record = Record({meaning: _value(meaning, cell, labels) for meaning, cell in given.items()})
            records += [record] if record.has_name(name) else []
        elif not any(row[1:]) and (who := heading(row[0], labels)) is not None:
            about = who
        else:
            for pair in _pairs(row, meanings, labels):
                add(pairs, pair, about, labels)
    return records + [record for record in records_of(pairs, name) if record.has_name(name) or len(record.values) > 1]


def _data(rows: Sequence[Sequence[str]], labels: Labels) -> Iterator[Row]:
    for row in rows:
        cells = tuple(_cell(cell) for cell in row)
        short = all(len(cell) <= _LONGEST_CELL for cell in cells)
        if any(cells) and (short or labels.exact(_in_one_line(cells[0]))):
            yield cells


def _cell(written: str) -> str:
    """Return a cell tidied, its lines kept: in a list of people each is a person."""
    return "\n".join(" ".join(line.split()) for line in clean(written).split("\n") if line.strip())


def _in_one_line(cell: str) -> str:
    return " ".join(cell.split())


def _heads_columns(meanings: Header, below: Header, name: str) -> bool:
    """Tell a row of headings, the name's among them, from a label whose value happens to be a word for the name."""
    known = {each for each in meanings if each}
    if sum(1 for each in meanings if each) <= max(1, len(meanings) / 2) or not known & {name, FIRST, LAST}:
        return False
    pair = len(meanings) == 2  # noqa: PLR2004 - a label and its value
    return not pair or known >= {FIRST, LAST} or (len(known) == len(meanings) and not any(below[:1]))


def _pairs(row: Row, meanings: Header, labels: Labels) -> Iterator[Pair]:
    for at, meaning in enumerate(meanings[:-1]):
        if meaning and at % 2 == 0:
            yield Pair(meaning, _value(meaning, row[at + 1], labels), (), _in_one_line(row[at]))


def _value(meaning: str, cell: str, labels: Labels) -> str:
    field = labels.fields.get(meaning)
    return cell if field and field.kind in _LISTS else _in_one_line(cell)
