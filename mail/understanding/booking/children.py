"""The children of a mail with what is said of each: names settled first, then every field given to its child."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from core.panels import PanelType
from mail.understanding.booking.labels import FIRST, LAST, WISH
from mail.understanding.booking.letter import Letter
from mail.understanding.booking.people import Found, distinct, fuller, is_same, people
from mail.understanding.booking.prose import merge, read_item, read_prose
from mail.understanding.booking.records import Record
from mail.understanding.booking.request import Sort
from mail.understanding.booking.subject_names import as_couples, may_be_against, names_in
from mail.understanding.booking.thread import QUOTED, Thread, read_thread
from mail.understanding.booking.who import who
from mail.understanding.names import plain_name
from mail.understanding.values import read_value

_ALL = re.compile(r"\b(?:both|all (?:three|of them|are)?|they (?:are|have|were)|each)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"^(?:is|are|does|do|did|has|have|was|what|when|where|which|how|why|who)\b.*\?\W*$", re.IGNORECASE
)
_RECORD = -3
_PRONOUN = re.compile(
    r"^(?:\W|and |but |also )*(?:he|she|they|his|her|their|him|it|this|the|there|currently|missing|high|on|at|"
    r"currently)\b",
    re.IGNORECASE,
)


@dataclass
class Children:
    """Found children, with record and values of each in the same order; `unclear`: must be asked who is meant."""

    found: tuple[Found, ...] = ()
    records: list[Record | None] = field(default_factory=list)
    values: list[dict[str, str]] = field(default_factory=list)
    unclear: bool = False
    used: set[int] = field(default_factory=set)  # sentences that were of use
    thread: Thread | None = None  # the older mails, when it is they who name the child


def children_of(letter: Letter) -> Children:
    """Return the children to be booked."""
    panel = letter.panel
    found, thread, unclear = _who(letter)
    children = Children(
        found, [_record_of(letter, each, alone=len(found) == 1) for each in found], [{} for _ in found], unclear
    )
    children.thread = thread if any(each.at == QUOTED for each in found) else None
    clashing: list[set[str]] = [set() for _ in found]
    for index in range(len(found)):
        record = children.records[index]
        merge(children.values[index], _form(record, letter) if record else {}, clashing[index])
    _said_of_them(letter, children, clashing)
    if len(found) == 1:
        _said_in_title(letter, children, clashing[0])
    if thread and len(found) == 1:
        _said_in_thread(letter, children, thread, clashing[0])
    for index, each in enumerate(found):
        children.values[index] = {panel.subject.name: each.name, **_nickname(panel, each), **children.values[index]}
    children.unclear = unclear or any(
        not _is_known(letter, each, values) for each, values in zip(found, children.values, strict=True)
    )
    return children


def _who(letter: Letter) -> tuple[tuple[Found, ...], Thread | None, bool]:
    """Return the children, the thread if they come from there, and whether it is unclear who is meant."""
    panel, insiders = letter.panel, letter.insiders
    recorded = tuple(
        Found(name, _RECORD, 0, 0)
        for record in letter.records
        for name in names_in(record, panel.subject)
        if not insiders.holds(name, certain=True)
    )
    titled = as_couples(letter.title.people(insiders), (), letter.title.text, panel.subject)
    titles = any(each.is_full for each in titled) and not letter.title.is_answer
    asked = who(letter.sentences, letter.sorts, insiders, panel.subject, has_forms=bool(recorded), titled=titles)
    thread = read_thread(letter.lines, letter.labels, panel, insiders)
    found = distinct((*_asked(asked.found, letter), *recorded))
    if not recorded and _may_be_against(found or titled, letter):
        return (), thread, True
    elsewhere = (*people(letter.sentences, insiders), *recorded, *titled, *thread.found)
    if found:
        settled = [fuller(each, elsewhere) for each in found]
        named = distinct(each for each, _ in settled)
        return named, thread, any(several for _, several in settled) or _contradicts(letter, named, titled)
    titled = tuple(each for each in titled if each.is_full) or titled
    titled_full = tuple(fuller(each, (*people(letter.sentences, insiders), *thread.found))[0] for each in titled)
    named = (*titled_full, *(thread.found if letter.title.is_answer or asked.points or not titled else ()))
    pool = distinct(tuple(each for each in named if each.is_full) or named)  # "FW: Incident" is nobody
    if titled and not letter.title.is_answer and (not asked.points or len(titled) == 1 or asked.several):
        return distinct(titled_full), thread, False
    if len(pool) == 1 and (asked.points or titled or letter.title.is_answer):
        return pool, thread, False
    return (), None, True


def _asked(found: Sequence[Found], letter: Letter) -> tuple[Found, ...]:
    return as_couples(found, [each.text for each in letter.sentences], letter.title.text, letter.panel.subject)


def _may_be_against(found: Sequence[Found], letter: Letter) -> bool:
    return may_be_against(found, [each.text for each in letter.sentences], letter.title.text, letter.panel.subject)


def _contradicts(letter: Letter, found: Sequence[Found], titled: Sequence[Found]) -> bool:
    """Tell a title of this very mail that names quite another child in full."""
    if letter.title.is_answer or not letter.title.asks:
        return False
    others = [each for each in titled if each.is_full and not any(is_same(each.name, child.name) for child in found)]
    mentioned = {plain_name(each.name) for each in people(letter.sentences, letter.insiders)}
    return (
        bool(others)
        and not any(is_same(each.name, child.name) for each in titled for child in found)
        and not any(plain_name(each.name) in mentioned for each in others)
    )


_FAMILY_AFTER = re.compile(
    r"\s+(?:siblings|brothers|sisters|twins|boys|girls|children|kids|family|cousins)\b", re.IGNORECASE
)


def _is_known(letter: Letter, found: Found, values: dict[str, str]) -> bool:
    """Tell whether a child can be booked under what was written.

    A first name alone will do ("please book Sam in"): the worker knows whom they mean, and core asks for the full name
    once and never puts two such children together. Bare initials, and "the Example twins", are nobody without a birth
    date or a number.
    """
    if found.is_full or found.whole or values.get(letter.panel.subject.born) or values.get(letter.panel.subject.number):
        return True
    first = found.name.split()[0]
    is_family = found.at >= 0 and _FAMILY_AFTER.match(letter.sentences[found.at].text, found.end)
    return len(first.strip(".")) > 1 and "." not in first.rstrip(".") and not is_family


def _nickname(panel: PanelType, found: Found) -> dict[str, str]:
    key = next(
        (each.key for each in panel.fields if "also known as" in {alias.lower() for alias in each.aliases}),
        "",
    )
    return {key: found.nickname} if key and found.nickname else {}


def _record_of(letter: Letter, found: Found, *, alone: bool) -> Record | None:
    """Return the record about a child; one without a name is the only child's."""
    for record in letter.records:
        if any(is_same(found.name, each) for each in names_in(record, letter.panel.subject)):
            return record
    nameless = [record for record in letter.records if not names_in(record, letter.panel.subject)]
    return nameless[0] if len(nameless) == 1 and len(letter.records) == 1 and alone else None


def _form(record: Record, letter: Letter) -> dict[str, str]:
    panel = letter.panel
    values: dict[str, str] = {}
    for key, written in record.values.items():
        declared = panel.field(key)
        if declared is None or key in {panel.subject.name, FIRST, LAST, WISH}:
            continue
        value = read_value(declared, written, letter.today)
        if value is not None:
            values[key] = value
    rest = re.sub(r"^[^(,]*", "", record.values.get(panel.subject.name, ""), count=1)
    return {**read_prose(rest, panel, letter.today), **values} if re.search(r"\d", rest) else values


def _said_of_them(letter: Letter, children: Children, clashing: list[set[str]]) -> None:
    """Give what each sentence says to the child it is about."""
    last: int | None = None
    for at, sentence in enumerate(letter.sentences):
        if letter.sorts[at] is Sort.NOT or _QUESTION.match(sentence.text):
            continue
        parts = _parts(sentence.text, at, children.found)
        about = {index for index, _ in parts}
        if len(children.found) == 1:
            parts = [(0, sentence.text if not parts or parts[0][1] in sentence.text else parts[0][1])]
        elif not parts and _ALL.search(sentence.text):
            parts = [(index, sentence.text) for index in range(len(children.found))]
        elif not parts and last is not None and _PRONOUN.match(sentence.text):
            parts = [(last, sentence.text)]
        for index, text in parts:
            whole = read_prose(text, letter.panel, letter.today)
            tail = _tail(children.found[index], at, sentence.text)
            values = {
                **whole,
                **(read_prose(tail, letter.panel, letter.today) if tail and len(children.found) == 1 else {}),
            }
            if tail and sentence.listed:
                values = {**read_item(text if len(children.found) > 1 else tail, letter.panel), **values}
            if len(parts) > 1 and not about:
                values.pop(letter.panel.subject.born, None)
                values.pop(letter.panel.subject.number, None)
            if merge(children.values[index], values, clashing[index]):
                children.used.add(at)
        last = next(iter(about)) if len(about) == 1 else (last if not about else None)


def _tail(found: Found, at: int, text: str) -> str:
    """Return the sentence from behind the name on: there a bare date or number in a bracket is the child's."""
    return text[found.end :] if found.at == at else ""


def _parts(text: str, at: int, found: Sequence[Found]) -> list[tuple[int, str]]:
    """Return the part of a sentence about each child it names: from the name to the next child's name."""
    places: list[tuple[int, int, int]] = []
    low = text.lower()
    for index, child in enumerate(found):
        if child.at == at:
            places.append((child.start, child.end, index))
            continue
        first = child.name.split()[0]
        if first.lower() not in low:
            continue
        unique = sum(1 for each in found if each.name.split()[0] == first) == 1
        match = re.search(rf"\b{re.escape(child.name)}\b", text, re.IGNORECASE) or (
            re.search(rf"\b{re.escape(first)}\b", text) if unique else None
        )
        if match:
            places.append((match.start(), match.end(), index))
    places.sort()
    ends = [*(start for start, _, _ in places[1:]), len(text)][: len(places)]
    return [(index, text[end:until]) for (_, end, index), until in zip(places, ends, strict=True)]


def _said_in_title(letter: Letter, children: Children, clashing: set[str]) -> None:
    """Take the birth date and number from a title that names the child."""
    for named in letter.title.people(letter.insiders):
        if is_same(named.name, children.found[0].name):
            said = read_prose(letter.title.text[named.end :], letter.panel, letter.today)
            lasting = {letter.panel.subject.born, letter.panel.subject.number} - clashing
            children.values[0] = {**{key: value for key, value in said.items() if key in lasting}, **children.values[0]}


def _said_in_thread(letter: Letter, children: Children, thread: Thread, clashing: set[str]) -> None:
    """Take the birth date and number from the quoted mail for the one child it is about; the new words go first."""
    panel, child = letter.panel, children.found[0]
    if not thread.found or any(not is_same(each.name, child.name) for each in thread.found):
        return
    older: dict[str, str] = {}
    for record in thread.records:
        merge(older, _form(record, letter), clashing)
    for sentence in thread.sentences:
        parts = _parts(sentence.text, 0, (replace(child, at=-9),))
        merge(older, read_prose(parts[0][1] if parts else sentence.text, panel, letter.today), clashing)
    lasting = {panel.subject.born, panel.subject.number}
    children.values[0] = {
        **{key: value for key, value in older.items() if key in lasting and key not in clashing},
        **children.values[0],
    }
