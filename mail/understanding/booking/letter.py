"""One mail laid out for reading: its title, lines, records, sentences, and what sort each sentence is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.panels import PanelType
from mail.understanding.booking.forms import read_lines
from mail.understanding.booking.labels import Labels, labels_of
from mail.understanding.booking.ours import others_of
from mail.understanding.booking.own_lines import own_lines
from mail.understanding.booking.people import Insiders, people
from mail.understanding.booking.records import Record, records_of
from mail.understanding.booking.request import Sort, sort_of
from mail.understanding.booking.said import Said, said
from mail.understanding.booking.subject_line import SubjectLine
from mail.understanding.booking.subject_names import names_in
from mail.understanding.booking.table_forms import read_tables
from mail.understanding.booking.who import points
from mail.understanding.lines import Line, classify, clean, name_words
from mail.understanding.names import find_names, names_at, plain_name
from mail.understanding.spoken import as_written
from mail.understanding.wishes import Mention, find_mentions

_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|went|goes|came|did|does|returned|think|thought|said|will|can't|cannot|be|"
    r"been|mov\w+|cancel\w*|remov\w+|withdraw\w*|confirm\w*|check|send|call|ring|tell|let|ask|thank\w*)\b",
    re.IGNORECASE,
)
# A bomb is not a booking; what is beyond is said back as not read.
_MOST_LINES = 1000
_MOST_SENTENCES = 200
_SAID_BACK = 20
_LONGEST_TITLE = 500
_NAMED_PLEASE = re.compile(r"\b(?:please|pls|plz)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:and|also|plus|and also)\b[^.?!]{2,60}[.!]?$(?<!present)(?<!attend)", re.IGNORECASE)


@dataclass(frozen=True)
class Letter:
    """Everything the readers of children, fields and wishes need."""

    title: SubjectLine
    title_mentions: tuple[Mention, ...]
    lines: tuple[Line, ...]
    records: tuple[Record, ...]
    sentences: tuple[Said, ...]
    mentions: tuple[tuple[Mention, ...], ...]
    sorts: tuple[Sort, ...]
    labels: Labels
    panel: PanelType
    insiders: Insiders
    today: date
    unread: tuple[str, ...] = ()  # beyond the caps

    @property
    def form_values(self) -> tuple[str, ...]:
        """Return all that was written into forms."""
        return tuple(value for record in self.records for value in record.values.values())

    @property
    def named_records(self) -> tuple[Record, ...]:
        """Return the records that say who they are about."""
        return tuple(record for record in self.records if names_in(record, self.panel.subject))

    @property
    def is_request(self) -> bool:
        """Return whether a booking is asked for: by a sentence, a filled-in form, or a title over a bare body."""
        if Sort.REQUEST in self.sorts:
            return True
        if {Sort.PERHAPS, Sort.PAST, Sort.NOT} & set(self.sorts):
            return False
        return bool(self.named_records) or self._title_asks

    @property
    def _title_asks(self) -> bool:
        """Tell a title that asks over a body that only names, or a title about the panel over "Sam Example please"."""
        named = bool(self.title.people(self.insiders))
        if re.search(r"\?\W*$", self.title.text):
            return False
        if (self.title.asks or self.title_mentions) and any(_is_wanted(each) for each in self.sentences):
            return True
        if self.title.is_answer:
            return False
        if not all(_is_bare(each) for each in self.sentences):
            return self.title.books and bool(people(self.sentences, self.insiders))
        wished = any(not each.refused for found in self.mentions for each in found)
        return (named and wished) or (
            self.title.asks and (named or any(names_at(each.text, 0) for each in self.sentences))
        )


def _is_wanted(sentence: Said) -> bool:
    """Tell "Sam Example and Alex Other from us please": somebody named, please, and nothing said of them."""
    named = any(each.is_full for each in find_names(sentence.text)) or bool(names_at(sentence.text, 0))
    return bool(_NAMED_PLEASE.search(sentence.text)) and named and not _VERB.search(sentence.text)


def _is_bare(sentence: Said) -> bool:
    """Tell a sentence that is but a name with what belongs to it, or a few words without a verb of its own."""
    names = names_at(sentence.text, 0)
    rest = sentence.text[names[-1].end :] if names else sentence.text
    return not _VERB.search(rest) and (bool(names) or len(rest.split()) <= 8)  # noqa: PLR2004 - a count of words, letters or parts


def open_letter(
    subject: str,
    text: str,
    table_rows: Sequence[Sequence[str]],
    panel: PanelType,
    today: date,
    sender_name: str,
    staff_names: Sequence[str],
) -> Letter:
    """Lay a mail out."""
    labels, title, sender = labels_of(panel), SubjectLine(subject[:_LONGEST_TITLE], panel), name_words(sender_name)
    lines = classify(as_written(text), sender_name)
    tables = [
        record for record in read_tables(table_rows, labels, panel.subject.name) if names_in(record, panel.subject)
    ]
    cells = _cells(table_rows) if tables else frozenset()
    own = own_lines([line for line in lines[:_MOST_LINES] if not (tables and _is_cells(line.text, cells))], labels)
    pairs, rest = read_lines([line for line in own if line.text], labels)
    every = said(rest, sender, panel)
    sentences = every[:_MOST_SENTENCES]
    greeted = {
        plain_name(named.name)
        for line in lines
        if line.letter == "g"
        for named in find_names(re.sub(r"^\W*\w+\s+", "", line.text))
    }
    greeted |= {plain_name(word) for each in sentences for word in re.findall(r"[A-Z][\w'-]+", each.greeted)}
    insiders = Insiders(
        sender,
        frozenset(plain_name(each) for each in staff_names if each),
        frozenset(greeted),
        others_of(panel.subject),
    )
    mentions = tuple(_mentions(each.text, today) for each in sentences)
    sorts = _sorts(sentences, mentions)
    records = (*tables, *records_of(pairs, panel.subject.name, {panel.subject.born, panel.subject.number}))
    unread = tuple(each.written for each in every[_MOST_SENTENCES:][:_SAID_BACK])
    return Letter(
        title=title,
        title_mentions=_mentions(title.text, today),
        lines=lines,
        records=records,
        sentences=sentences,
        mentions=mentions,
        sorts=sorts,
        labels=labels,
        panel=panel,
        insiders=insiders,
        today=today,
        unread=unread,
    )


def _sorts(sentences: Sequence[Said], mentions: Sequence[Sequence[Mention]]) -> tuple[Sort, ...]:
    """Return the sort of each sentence; "Also Xu Min." goes on with the request before it."""
    sorts: list[Sort] = []
    for each, found in zip(sentences, mentions, strict=True):
        sort = _sort(each, any(not one.refused for one in found))
        goes_on = sort is Sort.NONE and sorts[-1:] == [Sort.REQUEST] and _GOES_ON.match(each.text)
        sorts.append(Sort.REQUEST if goes_on and find_names(each.text) else sort)
    return tuple(sorts)


def _sort(sentence: Said, has_wish: bool) -> Sort:
    has_name = bool(find_names(sentence.text)) or sentence.dictated or points(sentence.text)
    return sort_of(sentence.text, has_wish=has_wish, has_name=has_name)


def _mentions(sentence: str, today: date) -> tuple[Mention, ...]:
    """Return the mentions of meetings, without those that are somebody's name (April May)."""
    names = [each for each in find_names(sentence) if each.is_full]
    return tuple(
        each
        for each in find_mentions(sentence, today)
        if not any(name.start < each.end and each.start < name.end for name in names)
    )


def _cells(rows: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the texts of the cells, whole and line by line."""
    whole = {" ".join(clean(cell).split()) for row in rows for cell in row if cell.strip()}
    lines = {" ".join(line.split()) for row in rows for cell in row for line in clean(cell).split("\n") if line.strip()}
    return frozenset(whole | lines)


def _is_cells(text: str, cells: frozenset[str]) -> bool:
    """Tell a line that is but a cell, or cells, of a table that has been read as one."""
    words = " ".join(clean(text).split()).strip(" |*")
    return words in cells or all(
        part.strip() in cells for part in re.split(r"\t|\s*\|\s*|\s{2,}", clean(text).strip(" |"))
    )
