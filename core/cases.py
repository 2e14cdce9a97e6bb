"""Who is who: whether a subject named in a mail is one we know.

Same name and nothing that contradicts: the same child. A different date of birth or case number: kept apart. A bare
first name from another worker, or two known children of that name: kept apart as well, and the coordinator is asked,
because putting two children together is the worse mistake.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, insert, select, update

from core import booking as bookings
from core.store.tables import Booking, Case, Presenter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.desk import Desk
    from core.sites import Panel


def fold_name(name: str) -> str:
    """Return a name as it is compared: no accents, case, punctuation or double spaces."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold().replace("ł", "l")
    return " ".join(re.sub(r"[^\w]+", " ", plain.replace("'", "").replace("’", "")).split())


def is_said(words: str, text: str) -> bool:
    """Whether words stand whole in a text; both as `fold_name` returns them."""
    return f" {words} " in f" {text} "


@dataclass(frozen=True)
class Match:
    """The case a subject belongs to. `others` are cases of that name a person should compare it with."""

    case_id: int
    known: bool
    others: tuple[int, ...] = ()


def match(desk: Desk, panel: Panel, values: Mapping[str, str], presenter_id: int) -> Match:
    """Find or make the case of a subject."""
    hashes = _hashes(desk, panel, values)
    rows = _of_name(desk, panel, hashes)
    if panel.type.subject.number_alone and hashes["number_hash"] and not rows:
        rows = _of_number(desk, panel, hashes)
    agreeing = [row for row in rows if not _contradicts(row.born_hash, row.number_hash, hashes)]
    sure = [row for row in agreeing if _proves(row.born_hash, row.number_hash, hashes)]
    own = [row for row in agreeing if _presents(desk, row.id, presenter_id)]
    whole_name = " " in fold_name(values.get(panel.type.subject.name, ""))
    if sure or len(own) == 1 or (len(agreeing) == 1 and whole_name):
        return _take(desk, (sure or own or agreeing)[0].id, hashes)
    made = desk.connection.execute(insert(Case).values(panel=panel.key, **hashes).returning(Case.id)).scalar_one()
    return Match(made, known=False, others=_worth_comparing(desk, rows, hashes))


def correct(desk: Desk, panel: Panel, case_id: int, values: Mapping[str, str]) -> tuple[int, ...]:
    """Write over what is known of a case; return the cases that a person should now compare it with."""
    hashes = _hashes(desk, panel, values)
    desk.connection.execute(update(Case).where(Case.id == case_id).values(**hashes))
    return _worth_comparing(desk, [row for row in _of_name(desk, panel, hashes) if row.id != case_id], hashes)


def contradict(panel: Panel, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two people's words about one case cannot be about one child: another name, birth date or number."""
    subject = panel.type.subject
    pairs = [
        (fold_name(one.get(subject.name, "")), fold_name(other.get(subject.name, ""))),
        (one.get(subject.born, ""), other.get(subject.born, "")),
        (_number(one.get(subject.number, "")), _number(other.get(subject.number, ""))),
    ]
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)


def forget(desk: Desk, found: Match) -> None:
    """Take back a case that was made for a booking which is not made after all."""
    if not found.known:
        desk.connection.execute(delete(Case).where(Case.id == found.case_id))


def _of_number(desk: Desk, panel: Panel, hashes: Mapping[str, str]) -> Sequence[Any]:
    columns = (Case.id, Case.born_hash, Case.number_hash)
    same = (Case.panel == panel.key, Case.number_hash == hashes["number_hash"])
    return desk.connection.execute(select(*columns).where(*same).order_by(Case.id)).all()


def _of_name(desk: Desk, panel: Panel, hashes: Mapping[str, str]) -> Sequence[Any]:
    columns = (Case.id, Case.born_hash, Case.number_hash)
    same_name = (Case.panel == panel.key, Case.name_hash == hashes["name_hash"])
    return desk.connection.execute(select(*columns).where(*same_name).order_by(Case.id)).all()


def _worth_comparing(desk: Desk, rows: Sequence[Any], hashes: dict[str, str]) -> tuple[int, ...]:
    """Return namesakes that may be the same child after all: nothing contradicts, or both are to be heard soon.

    A wrong digit in a birth date makes two items of one child, so a namesake on an agenda counts whatever it says.
    """
    return tuple(
        row.id
        for row in rows
        if not _contradicts(row.born_hash, row.number_hash, hashes) or bookings.of_case(desk, row.id)
    )


def _hashes(desk: Desk, panel: Panel, values: Mapping[str, str]) -> dict[str, str]:
    subject = panel.type.subject
    born = values.get(subject.born, "")
    number = _number(values.get(subject.number, ""))
    name = fold_name(values.get(subject.name, ""))
    if subject.kind and values.get(subject.kind):  # one person in two parts (harmed, said to harm) is two cases
        name = f"{name}|{values[subject.kind]}"
    return {
        "name_hash": desk.keyring.fingerprint("name", name),
        "born_hash": desk.keyring.fingerprint("born", born) if born else "",
        "number_hash": desk.keyring.fingerprint("number", number) if number else "",
    }


def _number(written: str) -> str:
    return re.sub(r"[^0-9a-z]", "", written.casefold())


def _contradicts(born: str, number: str, hashes: dict[str, str]) -> bool:
    return bool(
        (born and hashes["born_hash"] and born != hashes["born_hash"])
        or (number and hashes["number_hash"] and number != hashes["number_hash"])
    )


def _proves(born: str, number: str, hashes: dict[str, str]) -> bool:
    return bool((born and born == hashes["born_hash"]) or (number and number == hashes["number_hash"]))


def _take(desk: Desk, case_id: int, hashes: dict[str, str]) -> Match:
    told = {key: value for key, value in hashes.items() if value and key != "name_hash"}
    if told:
        desk.connection.execute(update(Case).where(Case.id == case_id).values(**told))
    return Match(case_id, known=True)


def _presents(desk: Desk, case_id: int, person_id: int) -> bool:
    found = exists().where(
        Booking.case_id == case_id, Presenter.booking_id == Booking.id, Presenter.person_id == person_id
    )
    return bool(desk.connection.execute(select(found)).scalar())
