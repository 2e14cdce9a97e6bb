"""Who and what is named in the quoted or forwarded part of a mail; used only where the new words point there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.panels import PanelType
from mail.understanding.booking.forms import read_lines
from mail.understanding.booking.labels import Labels
from mail.understanding.booking.people import Found, Insiders, distinct, people
from mail.understanding.booking.records import Record, records_of
from mail.understanding.booking.said import Said, said
from mail.understanding.booking.subject_line import SubjectLine
from mail.understanding.booking.subject_names import names_in
from mail.understanding.lines import Line, classify, name_words

QUOTED = -2
_HEADER = re.compile(r"^\W*(?P<label>from|to|cc|bcc|sent by|reply-to|von|an)\W*:\s*(?P<who>.*)$", re.IGNORECASE)
_SUBJECT = re.compile(r"^\W*(?:subject|betreff|objet)\W*:\s*(?P<subject>.*)$", re.IGNORECASE)
_WROTE = re.compile(r"^(?:on|am|le)\b.*?\d\S*,?\s+(?P<who>[^\d<]+?)\s*<", re.IGNORECASE)


@dataclass(frozen=True)
class Thread:
    """The older mails: the children they name, each once, and what is said of them."""

    found: tuple[Found, ...] = ()
    records: tuple[Record, ...] = ()
    sentences: tuple[Said, ...] = ()


def read_thread(lines: Sequence[Line], labels: Labels, panel: PanelType, insiders: Insiders) -> Thread:
    """Return what the quoted lines hold, without the people who wrote or received them and their signatures."""
    quoted = [line for line in lines if line.letter in "hq"]
    if not quoted:
        return Thread()
    headers = [line.text for line in quoted if line.letter == "h"]
    writers = frozenset(
        word
        for text in headers
        for match in [_HEADER.match(text) or _WROTE.match(text)]
        if match
        for word in _words(match["who"])
    )
    inside = classify(
        "\n" * (quoted[0].number - 1) + "\n".join(line.text if line.letter == "q" else "" for line in quoted),
        " ".join(writers),
    )
    own = [line for line in inside if line.letter in "pita"]
    pairs, rest = read_lines(own, labels)
    records = tuple(record for record in records_of(pairs, panel.subject.name) if record.values)
    sentences = said(rest, writers, panel)
    staff = Insiders(
        insiders.sender | writers,
        insiders.staff,
        insiders.greeted | {each.greeted.lower() for each in sentences if each.greeted},
    )
    named = [Found(each, QUOTED, 0, 0) for record in records for each in names_in(record, panel.subject)]
    prose = [Found(each.name, QUOTED, 0, 0) for each in people(sentences, staff)]
    subjects = [match["subject"] for text in headers if (match := _SUBJECT.match(text))]
    titled = [each for subject in subjects for each in SubjectLine(subject, panel).people(staff)]
    titles = [Found(each.name, QUOTED, 0, 0) for each in titled if each.is_full]  # "Incident" is nobody
    found = distinct(named) if named else distinct((*prose, *titles))
    return Thread(found, records, sentences)


def first_message(lines: Sequence[Line]) -> tuple[str, str]:
    """Return the writer's name and the words of the newest quoted mail ("" without one)."""
    headers = [at for at, line in enumerate(lines) if line.letter == "h"]
    if not headers:
        return "", ""
    end = headers[0]
    while end < len(lines) and lines[end].letter in "hb":
        end += 1
    until = next((at for at in headers if at >= end), len(lines))
    who = next(
        (match["who"] for line in lines[:end] if (match := _HEADER.match(line.text) or _WROTE.match(line.text))), ""
    )
    name = re.sub(r"<[^>]*>|\S+@\S+", " ", who).strip()
    return name, "\n".join(line.text for line in lines[end:until])


def _words(who: str) -> frozenset[str]:
    return name_words(re.sub(r"<[^>]*>|\S+@\S+", " ", who))
