"""Labelled lines and tables: pairs of label and value, cut into one record for each child."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from mail.understanding.booking.labels import FIRST, LAST, OTHER, WISH, Labels
from mail.understanding.capitals import natural_capitals
from mail.understanding.lines import Line, clean
from mail.understanding.names import find_names, name_at, names_at, surname_first
from mail.understanding.sentences import sentences

_SEPARATOR = re.compile(r"\s*(?P<sep>[:=\t|]|\?(?=\s|$)|\s[-–—]+(?=\s|\S)|[-–—](?=\s)|\s{3,})[\s:=\t|]*")
_LONGEST_CELL = 200
_LONGEST_LABEL = 60
_FORM = 3  # lines with a label but no mark make a form
_MOST_PAIRS = 20  # on one line
_LONGEST_VALUE = 1000
_SHORT_LINE = 10  # words
_MARK = re.compile(r"[:=\t]")
_GOES_ON = re.compile(
    r"(?:from|is|are|was|has|have|had|for|to|and|of|or|on|in|at|needs?|will|would|can|could|please|who|which|that|"
    r"not|be|"
    r"with|-|–)\b|[-–:]",
    re.IGNORECASE,
)


@dataclass
class Record:
    """What a form says of one child: meaning (a field's key or a special one) to what was written."""

    values: dict[str, str] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    others: list[tuple[int, str]] = field(default_factory=list)  # labels that are no field of the panel

    def has_name(self, name: str) -> bool:
        """Return whether it says who it is about."""
        return any(self.values.get(key, "").strip() for key in (name, FIRST, LAST))


@dataclass(frozen=True)
class Pair:
    """One label with its value, and the numbers of the lines it took."""

    meaning: str
    value: str
    numbers: tuple[int, ...]
    written: str


@lru_cache(maxsize=512)
def pair_of(text: str, labels: Labels) -> tuple[str, str, str] | None:
    """Return meaning, value and label of a labelled text, or None. A dash or a gap needs a label spelled exactly."""
    for match in islice(_SEPARATOR.finditer(text), 3):
        label = text[: match.start()].strip(" *_•-–")
        if not label or len(label) > _LONGEST_LABEL:
            continue
        sure = match["sep"].strip()[:1] in {":", "=", "|"} or "\t" in match["sep"]
        meaning = labels.meaning(label) if sure else labels.exact(label)
        if meaning:
            return meaning, text[match.end() :].strip(" *_"), label
    return None


def read_lines(lines: Sequence[Line], labels: Labels) -> tuple[list[Pair], list[Line]]:
    """Return the pairs in the writer's own lines, in order, and the lines that are none."""
    lines = [piece for line in lines for piece in _pieces(line, labels)]
    spaced = sum(1 for line in lines if _spaced(line.text, labels)) >= _FORM
    pairs: list[Pair] = []
    rest: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        pair = pair_of(line.text, labels)
        if pair and not (pair[0] == WISH and any(named.is_full for named in find_names(pair[1]))):
            meaning, value, label = pair
            numbers = [line.number]
            if not value and at + 1 < len(lines) and _is_value(lines[at + 1], line, labels):
                at += 1
                value = lines[at].text
                numbers.append(lines[at].number)
            pairs += _split(meaning, value, label, tuple(numbers), labels)
        elif _names_a_block(lines, at, labels):
            pairs.append(Pair(labels.name, line.text, (line.number,), line.text))
        elif spaced and (pair := _spaced(line.text, labels)):
            pairs.append(Pair(pair[0], pair[1], (line.number,), pair[2]))
        elif _alone(lines, at, labels):
            pairs.append(
                Pair(
                    labels.exact(line.text) or OTHER, lines[at + 1].text, (line.number, lines[at + 1].number), line.text
                )
            )
            at += 1
        else:
            rest.append(line)
        at += 1
    return pairs, rest


def _spaced(text: str, labels: Labels) -> tuple[str, str, str] | None:
    """Return meaning, value and label of "DOB 1/2/2011": a label without any mark (only where a whole form is so)."""
    words = text.split() if not _MARK.search(text) and not labels.exact(text) else []
    for count in range(min(4, len(words) - 1), 0, -1):
        label, value = " ".join(words[:count]), " ".join(words[count:])
        if (meaning := labels.exact(label)) and not _GOES_ON.match(value) and len(words) <= _SHORT_LINE:
            return meaning, value, label
    return None


def _names_a_block(lines: Sequence[Line], at: int, labels: Labels) -> bool:
    """Tell a name alone on its line with labelled lines under it: each child's own block."""
    below = pair_of(lines[at + 1].text, labels) if at + 1 < len(lines) else None
    if below is None or below[0] in {labels.name, FIRST, LAST, OTHER}:
        return False
    named = name_at(lines[at].text, 0)
    return named is not None and named.is_full and not lines[at].text[named.end :].strip(" .,:;-–")


def _pieces(line: Line, labels: Labels) -> list[Line]:
    """Cut a line of prose before a label inside it and after its sentence: "Book Sam. Placement: Rose House. He"."""
    if line.letter != "p" or pair_of(line.text, labels):
        return [line]
    cut = sentences(line.text)
    if not any(_is_inside(each, labels) for each in cut):
        return [line]
    pieces: list[Line] = []
    for each in cut:
        alone = _is_inside(each, labels) or not pieces or _is_inside(pieces[-1].text, labels)
        pieces = (
            [*pieces, line._replace(text=each)]
            if alone
            else [*pieces[:-1], line._replace(text=f"{pieces[-1].text} {each}")]
        )
    return pieces


def _is_inside(sentence: str, labels: Labels) -> bool:
    pair = pair_of(sentence, labels)
    return bool(pair and pair[1] and labels.exact(pair[2]))


def _is_value(line: Line, label: Line, labels: Labels) -> bool:
    """The next line is the value of a label without one when it stands right below and is no label itself."""
    return line.number <= label.number + 1 and pair_of(line.text, labels) is None and labels.exact(line.text) is None


def _alone(lines: Sequence[Line], at: int, labels: Labels) -> bool:
    """Tell a label alone on its line with its value alone on the next: a two-column table turned into text."""
    if at + 1 >= len(lines) or labels.exact(lines[at].text) is None:
        return False
    below = lines[at + 1]
    return labels.exact(below.text) is None and pair_of(below.text, labels) is None and len(below.text) < _LONGEST_CELL


def _split(
    meaning: str, value: str, label: str, numbers: tuple[int, ...], labels: Labels, depth: int = 0
) -> list[Pair]:
    """Return the pairs of one line: "Name: Sam Example DOB: 3/4/10, Legal status: s20" holds three."""
    if depth > _MOST_PAIRS or len(value) > _LONGEST_VALUE:
        return [Pair(meaning, value, numbers, label)]
    for match in re.finditer(
        r"(?:^|[,;.|/]|\s)\s*(?P<label>[A-Za-z][\w.']*(?: [\w.'()/]+){0,4}?)\s*[:=]\s*(?=\S)", value
    ):
        for start in _word_starts(value, match.start("label"), match.end("label")):
            found = labels.exact(value[start : match.end("label")])
            if found:
                first = Pair(meaning, value[:start].strip(" ,;.|/"), numbers, label)
                rest = value[match.end() :].strip()
                return [first, *_split(found, rest, value[start : match.end("label")], numbers, labels, depth + 1)]
    return [Pair(meaning, value, numbers, label)]


def _word_starts(text: str, start: int, end: int) -> list[int]:
    return [start + match.start() for match in re.finditer(r"(?<![\w.])\w", text[start:end])]


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


def read_tables(rows: Sequence[Sequence[str]], labels: Labels, name: str) -> list[Record]:
    """Return the records of tables: a header row with a row for each child, or two columns of label and value."""
    cells = [tuple(" ".join(clean(cell).split()) for cell in row) for row in rows]
    cells = [row for row in cells if any(row) and all(len(cell) <= _LONGEST_CELL for cell in row)]
    records: list[Record] = []
    pairs: list[Pair] = []
    header: tuple[str | None, ...] | None = None
    for row in cells:
        meanings = tuple(labels.meaning(cell) if cell else None for cell in row)
        if (
            sum(1 for each in meanings if each) > len(row) / 2
            and len(row) > 1
            and any(each in {name, FIRST, LAST} for each in meanings)
        ):
            known = [each for each in meanings if each]
            if len(known) > 1 and (len(row) > 2 or set(known) >= {FIRST, LAST} or len(set(known)) == len(row)):  # noqa: PLR2004 - a count of words, letters or parts
                header = meanings
                continue
        if header and len(row) == len(header) and not meanings[0]:
            record = Record(
                {meaning: cell for meaning, cell in zip(header, row, strict=True) if meaning and meaning != OTHER}
            )
            records += [record] if record.has_name(name) else []
            continue
        pairs += [
            Pair(meaning, row[at + 1], (), row[at])
            for at, meaning in enumerate(meanings[:-1])
            if meaning and at % 2 == 0
        ]
    return records + [record for record in records_of(pairs, name) if record.has_name(name) or len(record.values) > 1]


def names_in(record: Record, name: str) -> tuple[str, ...]:
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


__all__ = ["WISH", "Pair", "Record", "names_in", "names_of_value", "pair_of", "read_lines", "read_tables", "records_of"]
