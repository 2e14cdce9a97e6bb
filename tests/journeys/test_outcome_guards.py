"""Notices and orders that the law does not allow are stopped in the minutes; the chair may override with a reason."""

from __future__ import annotations

import pytest

from tests.journeys.after_the_panel import block, book, held, minute, said
from tests.journeys.house import COORDINATOR, WORKER, House, kinds, only

SIXTEEN, FIFTEEN = "3/4/2010", "3/4/2011"
NOTICE = "Outcome: CAWN to be sought | reason: he stays at the flat of an adult"
ORDER = "Outcome: recovery order: apply | date: 9 December 2026"


def child(born: str, status: str = "") -> str:
    """Return a booking of a child born on a day, with a legal status."""
    return f"Please book Sam Example into the next panel.\nDate of birth: {born}\n" + (
        f"Legal status: {status}\n" if status else ""
    )


@pytest.mark.parametrize(
    ("born", "status", "outcome", "why"),
    [
        (SIXTEEN, "s.20", NOTICE, "covers a child of 16 or 17 only under a care order"),
        (SIXTEEN, "s.20", ORDER, "only for a child under a care order"),
        (FIFTEEN, "s.20", ORDER, "This child's legal status is: s.20."),
        (SIXTEEN, "", NOTICE, "The child's legal status is not known."),
        (FIFTEEN, "", ORDER, "The child's legal status is not known."),
    ],
)
def test_what_the_law_does_not_allow_is_stopped(house: House, born: str, status: str, outcome: str, why: str) -> None:
    reference = book(house, child(born, status))

    mails = house.reply(held(house), block(reference, outcome), quote=False)

    assert kinds(mails) == [("minutes-problems", COORDINATOR)]
    assert why in said(mails[0])
    assert outcome in said(mails[0])


@pytest.mark.parametrize(
    ("born", "status", "outcome"),
    [
        (FIFTEEN, "s.20", NOTICE),
        (FIFTEEN, "", NOTICE),
        (SIXTEEN, "s.31", NOTICE),
        (SIXTEEN, "s.31", ORDER),
        (FIFTEEN, "s.20", f"{ORDER} | legal status: interim care order"),
    ],
)
def test_what_the_law_allows_goes_to_the_chair(house: House, born: str, status: str, outcome: str) -> None:
    reference = book(house, child(born, status))

    draft = minute(house, block(reference, outcome))

    assert "Check this" not in draft.text


def test_the_chair_may_override_with_a_reason_and_sees_what_it_overrides(house: House) -> None:
    reference = book(house, child(FIFTEEN, "s.20"))
    asked = held(house)
    stopped = only(house.reply(asked, block(reference, ORDER), quote=False), "minutes-problems")

    draft = minute(house, f"[{reference}]\n{ORDER} | override: counsel advises otherwise\n", asked=stopped)

    assert "give the chair's reason after a bar: | override: ..." in said(stopped)
    assert "override: counsel advises otherwise" in said(draft)
    assert "Check this: A recovery order can be made only for a child under a care order" in said(draft)


def test_once_the_presenter_gives_the_missing_fact_the_same_line_goes_through(house: House) -> None:
    booked = only(house.write(WORKER, child(FIFTEEN)), "booking-confirmed")
    stopped = only(house.reply(held(house), block(booked.ref, ORDER), quote=False), "minutes-problems")

    amended = house.reply(booked, "Legal status: care order s.31")
    mails = house.reply(stopped, block(booked.ref, ORDER), quote=False)

    assert kinds(amended) == [("booking-status", WORKER)]
    assert "recovery order: apply" in only(mails, "minutes-draft").text


def test_a_fact_given_meanwhile_counts_with_whatever_comes_next(house: House) -> None:
    booked = only(house.write(WORKER, child(FIFTEEN)), "booking-confirmed")
    stopped = only(house.reply(held(house), block(booked.ref, ORDER), quote=False), "minutes-problems")
    house.reply(booked, "Legal status: care order s.31")

    mails = house.reply(stopped, "[MEETING]\nPresent: chair, police, IRO", quote=False)

    assert "recovery order: apply" in only(mails, "minutes-draft").text
