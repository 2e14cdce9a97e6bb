"""Letters about outcomes that are final: one letter, one reader, and in it only what the declaration names.

Whoever has no secure address gets the letter from the worker who knows them: the mail goes there, to hand over.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core import barriers, clocks, outbox, people, readers
from core import booking as bookings
from core.audit import Event
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
    from core.panels import Letter, Outcome
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
                said = _said(panel, declared, letter, known) | words
                nameless = declared.nameless and reader.role is not Role.PRESENTER
                _post(desk, panel, booking, letter, reader, said, hand_over=hand_over, nameless=nameless)


def _words(desk: Desk, panel: Panel, meeting: Meeting, booking: Booking) -> dict[str, str]:
    running = clocks.last_days(desk, panel, booking.case_id)
    return {
        **{f"clock_{key}": day_words(last) for key, last in running.items()},
        "panel": panel.name,
        "reference": booking.reference,
        "meeting": day_words(meeting.date),
        "today": day_words(desk.today(panel)),
    }


def _said(panel: Panel, declared: Outcome, letter: Letter, known: Mapping[str, str]) -> dict[str, str]:
    kinds = {each.key: each.kind for each in (*panel.type.fields, *declared.fields)}
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
    presenters = bookings.presenters(desk, booking)
    if kind not in {"presenter", "field"}:
        office = readers.office(desk, panel, letter.to, booking.reference)
        return ((office, False),) if office else ()
    whole = addresses_in(known.get(key, "")) if kind == "field" else ()
    told = [
        address for address in whole if not barriers.is_named(address, "", barriers.never_told(panel, booking.values))
    ]
    direct = [address for address in told if desk.site.is_secure(address)]
    found = [
        (people.reader(people.know(desk, address), Role.SUBJECT, {booking.reference}), False) for address in direct
    ]
    if whole and not told:  # only people who must not learn of it are named
        return ()
    if kind == "presenter" or len(direct) < max(len(told), 1):
        hand_over = kind == "field"
        found += [(people.reader(each, Role.PRESENTER, {booking.reference}), hand_over) for each in presenters[:1]]
    return found


def _post(
    desk: Desk,
    panel: Panel,
    booking: Booking,
    letter: Letter,
    reader: Reader,
    words: Mapping[str, str],
    *,
    hand_over: bool,
    nameless: bool,
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
