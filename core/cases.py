"""Who is who: whether a subject named in a mail is one we know.

Same name and nothing that contradicts: the same child. A different date of birth or case number: kept apart. A bare
first name from another worker, or two known children of that name: kept apart as well, and the coordinator is asked,
because putting two children together is the worse mistake.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, insert, select, update

from core.store.tables import Booking, Case, Presenter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk import Desk
    from core.sites import Panel


def fold_name(name: str) -> str:
    """Return a name as it is compared: no accents, case, punctuation or double spaces."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold().replace("ł", "l")
    return " ".join(re.sub(r"[^\w]+", " ", plain.replace("'", "").replace("’", "")).split())


@dataclass(frozen=True)
class Match:
    """The case a subject belongs to; `doubt` is a sentence for the coordinator when a person should look."""

    case_id: int
    known: bool
    doubt: str = ""


def match(desk: Desk, panel: Panel, values: Mapping[str, str], presenter_id: int) -> Match:
    """Find or make the case of a subject."""
    subject = panel.type.subject
    name = fold_name(values.get(subject.name, ""))
    hashes = _hashes(desk, panel, values)
    rows = desk.connection.execute(
        select(Case.id, Case.born_hash, Case.number_hash)
        .where(Case.panel == panel.key, Case.name_hash == hashes["name_hash"])
        .order_by(Case.id)
    ).all()
    agreeing = [row for row in rows if not _contradicts(row.born_hash, row.number_hash, hashes)]
    sure = [row for row in agreeing if _proves(row.born_hash, row.number_hash, hashes)]
    if sure:
        return _take(desk, sure[0].id, hashes)
    if len(agreeing) == 1 and (" " in name or _presents(desk, agreeing[0].id, presenter_id)):
        return _take(desk, agreeing[0].id, hashes)
    made = desk.connection.execute(insert(Case).values(panel=panel.key, **hashes).returning(Case.id)).scalar_one()
    doubt = "Another child of this name is known to the panel. Check whether they are the same child." if rows else ""
    return Match(made, known=False, doubt=doubt)


def learn(desk: Desk, panel: Panel, case_id: int, values: Mapping[str, str]) -> bool:
    """Note what an amendment says of a case; False when it contradicts what is known (then nothing is changed)."""
    hashes = _hashes(desk, panel, values)
    row = desk.connection.execute(select(Case.born_hash, Case.number_hash).where(Case.id == case_id)).one()
    if _contradicts(row.born_hash, row.number_hash, hashes):
        return False
    _take(desk, case_id, hashes)
    return True


def correct(desk: Desk, panel: Panel, case_id: int, values: Mapping[str, str]) -> None:
    """Write over what is known of a case: its only presenter corrects their own words."""
    desk.connection.execute(update(Case).where(Case.id == case_id).values(**_hashes(desk, panel, values)))


def _hashes(desk: Desk, panel: Panel, values: Mapping[str, str]) -> dict[str, str]:
    subject = panel.type.subject
    born = values.get(subject.born, "")
    number = re.sub(r"[^0-9a-z]", "", values.get(subject.number, "").casefold())
    return {
        "name_hash": desk.keyring.fingerprint("name", fold_name(values.get(subject.name, ""))),
        "born_hash": desk.keyring.fingerprint("born", born) if born else "",
        "number_hash": desk.keyring.fingerprint("number", number) if number else "",
    }


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
