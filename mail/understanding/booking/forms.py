"""Labelled lines of a form, as pairs of what a label means and what is written behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mail.understanding.booking.form_parts import add, heading_at
from mail.understanding.booking.going_on import lines_of_value, whole_value
from mail.understanding.booking.labels import OTHER, WISH, Labels
from mail.understanding.booking.pairs import Pair, is_label, names_a_block, pair_of
from mail.understanding.lines import Line
from mail.understanding.names import find_names
from mail.understanding.sentences import sentences

_FORM = 3  # lines with a label but no mark make a form
_MOST_PAIRS = 20  # on one line
_LONGEST_VALUE = 1000
_LONGEST_ALONE = 200
_SHORT_LINE = 10  # words
_MARK = re.compile(r"[:=\t]")
_GOES_ON = re.compile(
    r"(?:from|is|are|was|has|have|had|for|to|and|of|or|on|in|at|needs?|will|would|can|could|please|who|which|that|"
    r"not|be|"
    r"with|-|–)\b|[-–:]",
    re.IGNORECASE,
)


def read_lines(lines: Sequence[Line], labels: Labels) -> tuple[list[Pair], list[Line]]:
    """Return the pairs in the writer's own lines, in order, and the lines that are none."""
    lines = [piece for line in lines for piece in _pieces(line, labels)]
    spaced = sum(1 for line in lines if _spaced(line.text, labels)) >= _FORM
    pairs: list[Pair] = []
    rest: list[Line] = []
    about = ""  # whom this part of the form is about
    at = 0
    while at < len(lines):
        line = lines[at]
        pair = pair_of(line.text, labels)
        if (pair is None or not pair[1]) and (who := heading_at(lines, at, labels)) is not None:
            about = who
        elif pair and not (pair[0] == WISH and any(named.is_full for named in find_names(pair[1]))):
            meaning, value, label = pair
            below = lines_of_value(lines, at, meaning, value, labels)
            at += len(below)
            value = whole_value(value, below, labels.fields.get(meaning))
            numbers = (line.number, *(each.number for each in below))
            for each in _split(meaning, value, label, numbers, labels):
                add(pairs, each, about, labels)
        elif names_a_block(lines, at, labels):
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


def _alone(lines: Sequence[Line], at: int, labels: Labels) -> bool:
    """Tell a label alone on its line with its value alone on the next: a two-column table turned into text."""
    if at + 1 >= len(lines) or labels.exact(lines[at].text) is None:
        return False
    below = lines[at + 1].text
    return not is_label(below, labels) and len(below) < _LONGEST_ALONE


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
