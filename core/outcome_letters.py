"""Letters about outcomes that are final, and about bookings: one reader each, and in it only what is declared.

Whoever has no secure address gets the letter from somebody who can reach them (the worker who knows them; for a booking
the coordinator): the mail goes there, to hand over.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core import barriers, clocks, outbox, people, readers
from core import booking as bookings
from core.audit import Event
from core.derived import with_age
from core.disclosure import Document, Item
from core.kinds import Kind, Purpose, Role
from core.owners import addresses_in
from core.panels import LETTER_WORDS, PLACE, FieldKind, all_hold, day_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.booking import Booking
    from core.desk import Desk
    from core.disclosure import Reader
    from core.meetings import Meeting
    from core.panels import Field, Letter, Outcome
    from core.sites import Panel


def write(
    desk: Desk,
    panel: Panel,
    meeting: Meeting,
    booking: Booking,
    declared: Outcome,
    values: Mapping[str, str],
    recommendation: str = "",
) -> None:
    """Write the letters of an outcome that is final. `recommendation` is what the panel said, where others decided."""
    known = {**booking.values, **values}
    words = _words(desk, panel, meeting, booking) | {"recommendation": recommendation}
    for letter in declared.letters:
        if all_hold(letter.when, known):
            for reader, hand_over in _readers(desk, panel, booking, letter, known):
                said = _said(panel, declared.fields, letter, known) | words
                nameless = declared.nameless and reader.role is not Role.PRESENTER
                _post(desk, panel, booking, letter, reader, said, hand_over=hand_over, nameless=nameless)


def about_booking(desk: Desk, panel: Panel, booking: Booking, before: Booking | None = None) -> None:
    """Write the letters that a booking calls for; where it was something else `before`, only those that are new."""
    for letter in panel.type.letters:
        earlier = _of_booking(desk, panel, before, letter) if before else {}
        for whose, (reader, hand_over) in _of_booking(desk, panel, booking, letter).items():
            if whose not in earlier:
                said = _said(panel, (), letter, booking.values) | _words(desk, panel, None, booking)
                _post(desk, panel, booking, letter, reader, said, hand_over=hand_over, booked=True)


def _of_booking(
    desk: Desk, panel: Panel, booking: Booking, letter: Letter
) -> dict[tuple[int, bool], tuple[Reader, bool]]:
    """Return who gets a letter about a booking as it stands, and whether to hand over, by person and that."""
    if not all_hold(letter.when, with_age(panel.type.subject, booking.values, desk.today(panel))):
        return {}
    kind, _, key = letter.to.partition(":")
    if kind == "field":
        direct, rest = _named(desk, panel, booking, booking.values.get(key, ""))
        last = readers.office(desk, panel, "coordinator", booking.reference) if rest else None
    else:
        direct, last = [], None
        office = readers.office(desk, panel, letter.to, booking.reference)
        direct = [office] if office else []
    found = [*((each, False) for each in direct), *(((last, True),) if last else ())]
    return {(reader.person_id, hand_over): (reader, hand_over) for reader, hand_over in found}


def _named(desk: Desk, panel: Panel, booking: Booking, written: str) -> tuple[list[Reader], bool]:
    """Return whom a text names by a secure address, and whether somebody is left to whom it must be handed over."""
    whole = addresses_in(written)
    never = barriers.never_told(panel, booking.values)
    told = [address for address in whole if not barriers.is_named(address, "", never)]
    secure = [address for address in told if desk.site.is_secure(address)]
    found = [people.reader(people.know(desk, address), Role.SUBJECT, {booking.reference}) for address in secure]
    only_barred = bool(whole) and not told  # only people who must not learn of it are named
    return found, len(secure) < max(len(told), 1) and not only_barred


def _words(desk: Desk, panel: Panel, meeting: Meeting | None, booking: Booking) -> dict[str, str]:
    running = clocks.last_days(desk, panel, booking.case_id)
    return {
        **{f"clock_{key}": day_words(last) for key, last in running.items()},
        "panel": panel.name,
        "reference": booking.reference,
        "meeting": day_words(meeting.date) if meeting else "",
        "today": day_words(desk.today(panel)),
    }


def _said(panel: Panel, own: tuple[Field, ...], letter: Letter, known: Mapping[str, str]) -> dict[str, str]:
    kinds = {each.key: each.kind for each in (*panel.type.fields, *own)}
    return {key: _value(known.get(key, ""), kinds.get(key)) for key in letter.fields}


def _value(written: str, kind: FieldKind | None) -> str:
    if kind not in {FieldKind.DATE, FieldKind.MOMENT} or not written:
        return written
    return day_words(date.fromisoformat(written[:10]))


def _readers(
    desk: Desk, panel: Panel, booking: Booking, letter: Letter, known: Mapping[str, str]
) -> Iterable[tuple[Reader, bool]]:
    """Yield who gets the letter, and whether it is to hand over to somebody else."""
    kind, _, key = letter.to.partition(":")
    if kind not in {"presenter", "field"}:
        office = readers.office(desk, panel, letter.to, booking.reference)
        return ((office, False),) if office else ()
    direct, rest = _named(desk, panel, booking, known.get(key, "")) if kind == "field" else ([], True)
    worker = bookings.presenters(desk, booking)[:1] if rest else ()
    theirs = [people.reader(each, Role.PRESENTER, {booking.reference}) for each in worker]
    return [*((each, False) for each in direct), *((each, kind == "field") for each in theirs)]


def _post(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    letter: Letter,
    reader: Reader,
    words: Mapping[str, str],
    *,
    hand_over: bool,
    nameless: bool = False,
    booked: bool = False,
) -> None:
    """Queue one letter. A `nameless` one is passed round: it says nothing of the case, nor is a reply bound to it."""
    if nameless:
        words = {**words, "reference": ""}
    safe = {key: words[key] for key in words if key in LETTER_WORDS or key.startswith("clock_")}
    rights = [filled for each in letter.rights if (filled := fill(each, safe))]
    paragraphs = [filled for each in letter.paragraphs if (filled := fill(each, words))]
    document = Document(
        kind=Kind.OUTCOME_LETTER,
        items=(Item(booking.reference, {"letter": paragraphs}),),
        facts={
            "confirmed": desk.today(panel).isoformat(),
            "title": "",
            "rights": rights,
            "addressee": letter.addressee,
            "hand_over": hand_over,
            "booked": booked,
        },
        purpose=Purpose.PANEL if nameless else Purpose.BOOKING,
        about=0 if nameless else booking.id,
        nameless=nameless,
    )
    outbox.post(desk, panel, document, (reader,))
    desk.audit(Event.LETTER_WRITTEN, panel.key, booking.reference, person=reader.person_id)


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put words into a sentence; "" when it has places and nothing stands in any of them. Pure."""
    places = PLACE.findall(text)
    if places and not any(words.get(place, "").strip() for place in places):
        return ""
    return PLACE.sub(lambda match: words.get(match[1], "").strip(), text)
