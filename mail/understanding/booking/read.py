"""Reads one mail as a booking.

1. Lines: what the writer wrote about the matter, without greeting, signature, banners and quotes.
2. Forms: labelled lines and table rows, cut into a record for each child. 3. The rest as sentences, each of one sort.
4. Who: records, then names in the requests, in lists, nearby; the subject line; the quoted mail if pointed at.
5. What: each field for the child it is said of. 6. When: the wish of each child. 7. What nothing was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.intents import Book, DateWish, Wish
from core.panels import NthWeekday, PanelType
from mail.understanding.booking.children import Children, children_of
from mail.understanding.booking.danger import tells_danger
from mail.understanding.booking.letter import Letter, open_letter
from mail.understanding.booking.request import Sort, passes_on, sort_of
from mail.understanding.booking.thread import Thread, first_message
from mail.understanding.booking.unused import unused_lines
from mail.understanding.booking.wanted import Wishes, labelled_wish, share
from mail.understanding.wishes import Mention, find_mentions

_FEW = 3  # sentences: who hands something on does not write a letter


@dataclass(frozen=True)
class BookingRead:
    """A mail read as a booking.

    `books` holds one intent for each meeting wished for (two children for two dates are two bookings); `book` is the
    first. When `is_request` is False, nothing is asked for and `book` has no subjects.
    """

    is_request: bool
    books: tuple[Book, ...]
    unused: tuple[str, ...] = ()

    @property
    def book(self) -> Book:
        """Return the first (usually the only) booking."""
        return self.books[0]


def read_booking(
    subject: str,
    text: str,
    table_rows: Sequence[Sequence[str]],
    panel: PanelType,
    today: date,
    sender_name: str,
    staff_names: Sequence[str] = (),
) -> BookingRead:
    """Return what the mail asks to be booked.

    `subject` and `text` as `mail.reading` gives them, quotes and signature included; `table_rows` of an HTML body.
    `sender_name` is the display name; `staff_names` are people who are never the child (members, the coordinator).
    """
    letter = open_letter(subject, text, table_rows, panel, today, sender_name, staff_names)
    children = children_of(letter)
    danger = tells_danger(
        "\n\n".join((letter.title.text, *(each.text for each in letter.sentences), *letter.form_values)),
        panel.emergency.words,
    )
    if not letter.is_request:
        passed_on = _passed_on(letter, sender_name, staff_names)
        return passed_on or BookingRead(is_request=False, books=(Book((), danger=danger),))
    unused = unused_lines(letter, children)
    if children.unclear or not children.found:
        wish = _wishes(letter, children).of(-1, today)
        known = children.values[0] if len(children.found) == 1 else {}
        return BookingRead(True, (Book((), wish, danger, ("name", *_date_too(wish)), known),), unused)
    return BookingRead(True, _books(letter, children, danger=danger), unused)


def _passed_on(letter: Letter, sender_name: str, staff_names: Sequence[str]) -> BookingRead | None:
    """Read the mail below as the booking where the new words but hand it on ("Please action the below")."""
    few = len(letter.sentences) <= _FEW and Sort.PERHAPS not in letter.sorts and Sort.NOT not in letter.sorts
    writer, text = first_message(letter.lines)
    if not text or not few or not any(passes_on(each.text) for each in letter.sentences):
        return None
    below = read_booking("", text, (), letter.panel, letter.today, writer, (*staff_names, sender_name))
    return below if below.is_request else None


def _books(letter: Letter, children: Children, *, danger: bool) -> tuple[Book, ...]:
    wishes = _wishes(letter, children)
    groups: dict[DateWish, list[dict[str, str]]] = {}
    wanted = [_wish_of(letter, children, wishes, index) for index in range(len(children.found))]
    for wish, values in zip(wanted, children.values, strict=True):
        same = next(
            (each for each in groups if (each.wish, each.day, each.month) == (wish.wish, wish.day, wish.month)), wish
        )
        groups.setdefault(same, []).append(values)
    return tuple(Book(tuple(subjects), wish, danger, _date_too(wish)) for wish, subjects in groups.items())


def _date_too(wish: DateWish) -> tuple[str, ...]:
    return ("date",) if wish.wish is Wish.UNCLEAR else ()


def _wishes(letter: Letter, children: Children) -> Wishes:
    """Return the wishes of the sentences; those of the title count when it is this mail's own or nothing else is."""
    monthly = isinstance(letter.panel.schedule, NthWeekday)
    wishes = replace(share(letter.mentions, children.found, [each.opens for each in letter.sentences]), monthly=monthly)
    title = letter.title_mentions
    labelled = tuple(
        mention for record in letter.records for mention in labelled_wish(record.values.get("@wish", ""), letter.today)
    )
    if letter.title.is_answer and (wishes.common or wishes.own or labelled):
        return wishes
    if children.thread and not (wishes.common or wishes.own or labelled or title):
        return replace(wishes, common=_wishes_below(children.thread, letter))
    firm = [each for each in title if each.wish.wish not in {Wish.NEXT, Wish.UNCLEAR}]
    return replace(wishes, common=(*wishes.common, *(firm if wishes.common or labelled else title)))


def _wishes_below(thread: Thread, letter: Letter) -> tuple[Mention, ...]:
    """Return what the quoted request itself wishes for, when the new words only point at it."""
    labelled = [
        mention for each in thread.records for mention in labelled_wish(each.values.get("@wish", ""), letter.today)
    ]
    found = [(each.text, find_mentions(each.text, letter.today)) for each in thread.sentences]
    asked = [mention for text, each in found if sort_of(text, has_wish=bool(each)) is Sort.REQUEST for mention in each]
    return (*labelled, *asked)


def _wish_of(letter: Letter, children: Children, wishes: Wishes, index: int) -> DateWish:
    """A record's own field first; one field in the only record that has it stands for all."""
    record = children.records[index]
    labelled = labelled_wish(record.values.get("@wish", ""), letter.today) if record else ()
    every = [
        mentions for each in letter.records if (mentions := labelled_wish(each.values.get("@wish", ""), letter.today))
    ]
    if not labelled and len(every) == 1:
        labelled = every[0]
    if labelled and index in wishes.own:
        return Wishes((), {0: (*labelled, *wishes.own[index])}).of(0, letter.today)
    if labelled:
        return Wishes((*labelled, *wishes.common), {}).of(0, letter.today)
    return wishes.of(index, letter.today)
