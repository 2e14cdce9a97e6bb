"""What a form says of one subject, and the names behind its labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mail.understanding.booking.labels import FIRST, LAST, OTHER
from mail.understanding.booking.pairs import Pair
from mail.understanding.capitals import natural_capitals
from mail.understanding.names import name_at, names_at, surname_first


@dataclass
class Record:
    """What a form says of one child: meaning (a field's key or a special one) to what was written."""

    values: dict[str, str] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    others: list[tuple[int, str]] = field(default_factory=list)  # labels that are no field of the panel

    def has_name(self, name: str) -> bool:
        """Return whether it says who it is about."""
        return any(self.values.get(key, "").strip() for key in (name, FIRST, LAST))


def records_of(pairs: Sequence[Pair], name: str, unique: Collection[str] = ()) -> list[Record]:
    """Return one record for each child: a new one begins where the name is said again."""
    records = [Record()]
    for pair in pairs:
        record = records[-1]
        again = pair.meaning in record.values and pair.meaning in {name, FIRST, LAST} and record.values[pair.meaning]
        # A second birth date or number without a name is another child's; whose, nobody can tell.
        once = pair.meaning in unique and record.values.get(pair.meaning, pair.value) not in {pair.value, ""}
        if again or once or (pair.meaning == name and record.has_name(name)):
            record = Record()
            records.append(record)
        record.lines += pair.numbers
        if pair.meaning == OTHER:
            record.others.append((pair.numbers[0] if pair.numbers else 0, f"{pair.written}: {pair.value}"))
        elif pair.value or pair.meaning not in record.values:
            record.values.setdefault(pair.meaning, pair.value)
            if not record.values[pair.meaning]:
                record.values[pair.meaning] = pair.value
    return [record for record in records if record.values or record.others]


def names_of_record(record: Record, name: str) -> tuple[str, ...]:
    """Return the names a record is about, in natural order and capitals; a label may hold several children."""
    first, last = record.values.get(FIRST, "").strip(), record.values.get(LAST, "").strip()
    if first or last:
        return (
            natural_capitals(" ".join(each for each in (first or record.values.get(name, "").strip(), last) if each)),
        )
    return names_of_value(record.values.get(name, ""))


@lru_cache(maxsize=1024)
def names_of_value(written: str) -> tuple[str, ...]:
    """Return the names behind a name's label: "Example, Sam", "Sam Example (DOB 3/4/10)", "Sam and Alex Example"."""
    written = written.strip(" .,;:*_-–")
    flip = re.fullmatch(r"([^\W\d_][\w'\- ]*?),\s*([^\W\d_][\w'\-]*(?: [\w'\-]+)?)(?=\s*(?:\(|$))(?:\s*\(.*)?", written)
    if (
        flip
        and len(flip[1].split()) <= 2  # noqa: PLR2004 - a count of words, letters or parts
        and " and " not in written
        and not (len(flip[1].split()) > 1 and len(flip[2].split()) > 1)
    ):
        return (natural_capitals(f"{flip[2]} {flip[1]}"),)
    dictated = written.islower() or (
        written.isupper() and surname_first(written, len(written), written.split()) is None
    )
    found = names_at(written, 0, dictated=dictated) or ((each,) if (each := name_at(written, 0, dictated=True)) else ())
    return tuple(each.name for each in found)
