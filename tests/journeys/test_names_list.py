"""The names list: out in time, to those who do the research, in the panel's order; and what they return."""

from __future__ import annotations

from sqlalchemy import select

from core.store.tables import Research
from tests.journeys.house import (
    CHAIR,
    COORDINATOR,
    MEMBERS,
    OTHER_WORKER,
    POLICE,
    WORKER,
    YOUTH,
    House,
    Mail,
    kinds,
    only,
)
from tests.journeys.invitations import notes, plain

LIST_DAY = "2026-12-03T12:00:00Z"


def returns(house: House) -> list[tuple[str, str | None]]:
    """Return what is stored of the members' research."""
    with house.app.store.read() as connection:
        rows = connection.execute(select(Research.known, Research.text).order_by(Research.booking_id, Research.id))
        return [(row.known, row.text) for row in rows]


def two_booked(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    house.write(OTHER_WORKER, "Please book Alex Sample, dob 1/2/2012, into the next panel. Currently missing: yes")


def listed(house: House, to: str = POLICE) -> Mail:
    return only(house.until(LIST_DAY), "names-list", to)


def test_the_list_leaves_at_noon_three_working_days_before_and_once(house: House) -> None:
    two_booked(house)

    early = house.until("2026-12-03T11:59:00Z")
    sent = house.until(LIST_DAY)
    after = house.until("2026-12-08T13:00:00Z")

    assert notes(early, "names-list") == set()
    assert sorted(mail.to for mail in sent if mail.kind == "names-list") == sorted({*MEMBERS, COORDINATOR})
    assert notes(after, "names-list") == set()


def test_presenters_and_the_confirmer_get_no_list(house: House) -> None:
    two_booked(house)

    readers = {mail.to for mail in house.until(LIST_DAY) if "Sam Example" in mail.text}

    assert readers == {*MEMBERS, COORDINATOR}


def test_the_list_says_who_and_when_and_nothing_of_the_story(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel. Sam was seen with an older man.")

    text = listed(house).text

    assert "2pm to 2:20pm: Sam Example" in text
    assert "Date of birth: 3 April 2010" in text
    assert "MIS-26-0001" in text
    assert "older man" not in text


def test_a_child_who_is_missing_now_comes_first_and_presenters_get_their_new_time(house: House) -> None:
    two_booked(house)

    mails = house.until(LIST_DAY)

    text = only(mails, "names-list", POLICE).text
    assert text.index("Alex Sample") < text.index("Sam Example")
    assert "2pm to 2:20pm: Alex Sample" in text
    assert notes(mails, "slot-update") == {(WORKER, "2026-12-08"), (OTHER_WORKER, "2026-12-08")}
    assert "2:20pm to 2:40pm" in only(mails, "slot-update", WORKER).text
    assert only(mails, "slot-update", WORKER).calendar_line("SEQUENCE") == "1"


def test_with_nobody_booked_the_list_says_so(house: House) -> None:
    assert "Nobody is booked" in plain(listed(house))


def test_a_late_case_that_is_allowed_is_an_addition(house: House) -> None:
    two_booked(house)
    house.until(LIST_DAY)
    late = house.write(WORKER, "Please book Kim Sample, dob 5/6/2011, into the next panel")

    mails = house.reply(only(late, "late-request", CHAIR), "late yes")

    added = [mail for mail in mails if mail.kind == "names-list-addition"]
    assert sorted(mail.to for mail in added) == sorted({*MEMBERS, COORDINATOR})
    assert all("Kim Sample" in mail.text and "Sam Example" not in mail.text for mail in added)


def test_nothing_known_is_kept_for_every_name_and_not_answered(house: House) -> None:
    two_booked(house)

    assert house.reply(listed(house), "Nothing known") == []
    assert returns(house) == [("no", None), ("no", None)]


def test_a_return_for_each_reference_is_kept_sealed(house: House) -> None:
    two_booked(house)

    answered = house.reply(listed(house), "MIS-26-0001: nothing known\nMIS-26-0002: known, two reports this month")

    assert answered == []
    assert [known for known, _ in returns(house)] == ["no", "yes"]
    assert "two reports this month" in str(returns(house)[1][1])
    database = (house.folder / "var" / "panelpost.db").read_bytes()
    assert b"two reports this month" not in database


def test_a_later_return_replaces_the_earlier_one(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    mail = listed(house)
    house.reply(mail, "Nothing known")

    house.reply(mail, "MIS-26-0001: known")

    assert [known for known, _ in returns(house)] == ["yes"]


def test_two_members_returns_are_kept_side_by_side(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel")
    mails = house.until(LIST_DAY)

    house.reply(only(mails, "names-list", POLICE), "Nothing known")
    house.reply(only(mails, "names-list", YOUTH), "MIS-26-0001: known")

    assert [known for known, _ in returns(house)] == ["no", "yes"]


def test_somebody_who_did_not_get_the_list_cannot_answer_it(house: House) -> None:
    two_booked(house)

    mails = house.reply(listed(house), "Nothing known", sender=WORKER)

    assert kinds(mails) == [("not-understood", WORKER)]
    assert returns(house) == []
