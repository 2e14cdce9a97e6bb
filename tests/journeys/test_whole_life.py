"""One case from the first mail to its closed action."""

from __future__ import annotations

from tests.journeys.house import (
    CHAIR,
    CONFIRMER,
    COORDINATOR,
    EXPLOITATION,
    MEMBERS,
    POLICE,
    REVIEWER,
    WORKER,
    House,
    kinds,
    only,
)


def test_a_case_from_first_mail_to_closed_action(house: House) -> None:
    assert {mail.to for mail in house.all("meeting-invite") if mail.meeting == "2026-12-08"} == set(MEMBERS)

    confirmed = only(
        house.write(WORKER, "Please book Sam Example, dob 3/4/2010, into the next panel. Section 31."),
        "booking-confirmed",
    )
    for member in MEMBERS:
        invite = next(mail for mail in house.all("meeting-invite", member) if mail.meeting == "2026-12-08")
        assert house.answer_invitation(invite, "ACCEPTED") == []

    listed = house.until("2026-12-03T12:00:00Z")
    assert {mail.to for mail in listed if mail.kind == "names-list"} == {*MEMBERS, COORDINATOR}
    assert "Sam Example" in only(listed, "names-list", POLICE).text
    assert house.reply(only(listed, "names-list", POLICE), "Nothing known") == []

    asked = only(house.until("2026-12-08T17:30:00Z"), "minutes-request")
    assert asked.to == COORDINATOR
    minutes = f"""
[{confirmed.ref}]
Present: presenter came
Brief history: Sam has been missing four times since the summer.
Outcome: safety plan agreed | review date: 12 January 2027
Outcome: police action in borough | officer: {POLICE} | due: 15 December 2026
Action: {EXPLOITATION} | speak to the school | 18 December 2026
[MEETING]
Present: chair, police, youth support, exploitation coordinator
Apologies: none
"""
    drafted = house.reply(asked, minutes, quote=False)
    assert kinds(drafted) == [("minutes-draft", CHAIR)]

    approved = house.reply(drafted[0], "approve")
    assert ("outcome-to-confirm", CONFIRMER) in kinds(approved)
    assert not [mail for mail in approved if mail.kind == "action"]

    final = house.reply(only(approved, "outcome-to-confirm"), "Confirm")
    assert {mail.to for mail in final if mail.kind == "outcome-confirmed"} == {WORKER, REVIEWER, POLICE, EXPLOITATION}
    assert "speak to the school" not in only(final, "outcome-confirmed", POLICE).text
    action = only(final, "action", EXPLOITATION)

    reminded = house.until("2026-12-16T09:00:00Z")
    assert ("action-reminder", EXPLOITATION) in kinds(reminded)

    closed = house.reply(action, "done")
    assert ("action-closed", WORKER) in kinds(closed)
    assert "Sam" not in "".join(mail.subject for mail in house.all())
