"""A worker changes a booking: by replying to its mail, or by a new mail that names its reference."""

from __future__ import annotations

import pytest

from tests.journeys.house import COORDINATOR, OTHER_WORKER, WORKER, House, Mail, kinds, only

WITHDRAWN = [("booking-withdrawn", WORKER), ("slot-cancel", WORKER)]
MOVED = [("booking-moved", WORKER), ("slot-update", WORKER)]


@pytest.fixture
def confirmed(house: House) -> Mail:
    """The confirmation of MIS-26-0001, a child with a date of birth, on 8 December."""
    return only(house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel."), "booking-confirmed")


@pytest.mark.parametrize(
    "words", ["withdraw", "Please withdraw this, thanks", "Can you take him off the list please?", "WITHDRAW\n\nJo"]
)
def test_a_reply_takes_a_booking_off(house: House, confirmed: Mail, words: str) -> None:
    mails = house.reply(confirmed, words, name="Jo Bright")

    assert kinds(mails) == WITHDRAWN
    assert {mail.ref for mail in mails} == {"MIS-26-0001"}
    assert only(mails, "slot-cancel").calendar_line("STATUS") == "CANCELLED"


def times(mail: Mail) -> list[str]:
    """Return the lines of a calendar part's event that say which entry it is and when."""
    event = mail.calendar.partition("BEGIN:VEVENT")[2]
    return [line for line in event.splitlines() if line.startswith(("UID", "DTSTART", "DTEND"))]


def test_the_cancelled_entry_has_the_times_of_the_slot(house: House, confirmed: Mail) -> None:
    invite = house.all("slot-invite", WORKER)[0]

    cancel = only(house.reply(confirmed, "withdraw"), "slot-cancel")

    assert times(cancel) == times(invite)


def test_a_new_mail_with_the_reference_takes_a_booking_off(house: House, confirmed: Mail) -> None:
    mails = house.write(WORKER, f"Please withdraw {confirmed.ref.lower()}.")

    assert kinds(mails) == WITHDRAWN


def test_a_new_mail_without_a_reference_is_about_the_only_booking(house: House, confirmed: Mail) -> None:
    mails = house.write(WORKER, "withdraw")

    assert {mail.ref for mail in mails} == {confirmed.ref}


def test_a_withdrawn_booking_leaves_the_list_and_its_slot(house: House, confirmed: Mail) -> None:
    house.reply(confirmed, "withdraw")

    other = only(house.write(OTHER_WORKER, "Please book Alex Sample for the next panel."), "booking-confirmed")
    listed = house.until("2026-12-03T12:00:00Z")

    assert "2pm to 2:20pm" in other.text
    assert "Sam Example" not in "".join(mail.text for mail in listed)


def test_a_withdrawn_booking_says_so_and_offers_no_changes(house: House, confirmed: Mail) -> None:
    house.reply(confirmed, "withdraw")

    [status] = house.write(WORKER, f"status {confirmed.ref}")

    assert "was withdrawn" in status.text
    assert "MOVE TO" not in status.text


@pytest.mark.parametrize(
    ("words", "meeting"),
    [
        ("move to next", "2027-01-12"),
        ("Move to next please", "2027-01-12"),
        ("move to January", "2027-01-12"),
        ("move to 12 January", "2027-01-12"),
        ("Please move him to the February panel", "2027-02-09"),
        ("Can this go to 9 February instead?", "2027-02-09"),
        ("12 January", "2027-01-12"),
    ],
)
def test_a_reply_moves_a_booking(house: House, confirmed: Mail, words: str, meeting: str) -> None:
    mails = house.reply(confirmed, words)

    assert kinds(mails) == MOVED
    assert {(mail.ref, mail.meeting) for mail in mails} == {("MIS-26-0001", meeting)}


def test_a_move_keeps_the_calendar_entry(house: House, confirmed: Mail) -> None:
    invite = house.all("slot-invite", WORKER)[0]

    update = only(house.reply(confirmed, "move to next"), "slot-update")

    assert update.calendar_line("UID") == invite.calendar_line("UID")
    assert int(update.calendar_line("SEQUENCE")) > int(invite.calendar_line("SEQUENCE"))
    assert any("20270112T140000" in line for line in times(update))


def test_a_new_mail_moves_the_booking_it_names(house: House, confirmed: Mail) -> None:
    house.write(WORKER, "Please book Alex Sample for the next panel.")

    mails = house.write(WORKER, f"Move {confirmed.ref} to January please.")

    assert kinds(mails) == MOVED
    assert {mail.ref for mail in mails} == {confirmed.ref}


def test_a_move_to_no_panel_day_moves_nothing_and_offers_others(house: House, confirmed: Mail) -> None:
    mails = house.reply(confirmed, "move to 15 December")

    assert kinds(mails) == [("booking-question", WORKER)]
    assert mails[0].meeting == "2026-12-08"
    assert "stays on the agenda of 8 December 2026" in mails[0].text.replace("\r\n", " ")
    assert "- Tuesday 12 January 2027" in mails[0].text
    assert only(house.reply(mails[0], "12 January"), "booking-moved").meeting == "2027-01-12"


def test_a_move_to_where_it_is_says_where_it_stands(house: House, confirmed: Mail) -> None:
    mails = house.reply(confirmed, "move to 8 December")

    assert kinds(mails) == [("booking-status", WORKER)]


def test_moving_after_the_cut_off_to_a_meeting_whose_list_is_out_asks_the_chair(house: House) -> None:
    january = only(house.write(WORKER, "Please book Sam Example for the January panel."), "booking-confirmed")
    house.until("2026-12-04T09:00:00Z")

    mails = house.reply(january, "move to 8 December")

    assert kinds(mails) == [
        ("booking-late", WORKER),
        ("late-request", "chair@anytown.example"),
        ("slot-cancel", WORKER),
    ]


def test_a_move_to_a_meeting_the_child_is_on_already_leaves_one_item(house: House, confirmed: Mail) -> None:
    january = only(house.write(WORKER, "Please book Sam Example for the January panel."), "booking-confirmed")

    mails = house.reply(confirmed, "move to January")

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-cancel", WORKER)]
    assert only(mails, "booking-confirmed").ref == january.ref
    assert only(mails, "slot-cancel").ref == confirmed.ref


def test_fields_are_set_and_every_line_that_was_not_used_is_listed(house: House, confirmed: Mail) -> None:
    mails = house.reply(confirmed, "Legal status: section 31\nFavourite colour: blue\nShe likes football.")

    assert kinds(mails) == [("booking-status", WORKER)]
    assert "Legal status: care order s.31" in mails[0].text
    unused = mails[0].text.partition("We did not use these lines")[2]
    assert "- Favourite colour: blue" in unused
    assert "- She likes football." in unused
    assert "section 31" not in unused


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Actually her legal status is s20.", "Legal status: s.20"),
        ("Sorry, the date of birth should be 4 March 2010", "Date of birth: 4 March 2010"),
        ("Her case number is 7712003", "Case number: 7712003"),
    ],
)
def test_prose_amends_a_booking(house: House, confirmed: Mail, words: str, line: str) -> None:
    mails = house.reply(confirmed, words)

    assert kinds(mails) == [("booking-status", WORKER)]
    assert line in mails[0].text
    assert "We did not use" not in mails[0].text


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("MIS-26-0001", "Legal status: section 20"),
        ("Missing panel", "MIS-26-0001\nLegal status: section 20"),
        ("Missing panel", "For MIS-26-0001, the legal status is s20."),
    ],
)
def test_a_new_mail_with_the_reference_amends_a_booking(house: House, confirmed: Mail, subject: str, text: str) -> None:
    mails = house.write(WORKER, text, subject=subject)

    assert kinds(mails) == [("booking-status", WORKER)]
    assert mails[0].ref == confirmed.ref
    assert "Legal status: s.20" in mails[0].text
    assert "We did not use" not in mails[0].text


def test_partners_get_what_a_listed_name_is_corrected_to(house: House, confirmed: Mail) -> None:
    house.until("2026-12-03T12:00:00Z")

    mails = house.reply(confirmed, "Date of birth: 4 March 2010")

    sent = [mail for mail in mails if mail.kind == "names-list-addition"]
    assert len(sent) == 6
    assert all("4 March 2010" in mail.text and "Correction" in mail.subject for mail in sent)


def test_status_of_one_booking(house: House, confirmed: Mail) -> None:
    [status] = house.write(WORKER, "status")

    assert (status.kind, status.ref) == ("booking-status", confirmed.ref)
    for words in ("on the agenda", "Tuesday 8 December 2026", "2pm to 2:20pm"):
        assert words in status.text


def test_status_of_several_bookings_says_each(house: House, confirmed: Mail) -> None:
    other = only(house.write(WORKER, "Please book Alex Sample for the next panel."), "booking-confirmed")

    mails = house.write(WORKER, "status")

    assert {(mail.kind, mail.ref) for mail in mails} == {
        ("booking-status", confirmed.ref),
        ("booking-status", other.ref),
    }


def test_with_several_bookings_the_one_meant_must_be_named(house: House, confirmed: Mail) -> None:
    house.write(WORKER, "Please book Alex Sample for the next panel.")

    mails = house.write(WORKER, "withdraw")

    assert kinds(mails) == [("not-understood", WORKER)]
    assert "Write the reference" in mails[0].text.replace("\r\n", " ")
    assert only(house.write(WORKER, f"status {confirmed.ref}"), "booking-status").ref == confirmed.ref


def test_each_command_is_about_the_booking_its_own_words_name(house: House, confirmed: Mail) -> None:
    other = only(house.write(WORKER, "Please book Alex Sample for the next panel."), "booking-confirmed")

    mails = house.write(WORKER, f"Move {confirmed.ref} to January.\nWithdraw {other.ref}.")

    assert only(mails, "booking-moved").ref == confirmed.ref
    assert only(mails, "booking-withdrawn").ref == other.ref


def test_a_reference_in_the_words_counts_more_than_the_mail_that_is_answered(house: House, confirmed: Mail) -> None:
    other = only(house.write(WORKER, "Please book Alex Sample for the next panel."), "booking-confirmed")

    mails = house.reply(confirmed, f"Please withdraw {other.ref} as well")

    assert {mail.ref for mail in mails} == {other.ref}


def test_two_bookings_are_taken_off_in_one_mail(house: House, confirmed: Mail) -> None:
    other = only(house.write(WORKER, "Please book Alex Sample for the next panel."), "booking-confirmed")

    mails = house.write(WORKER, f"Please withdraw {confirmed.ref} and {other.ref}.")

    assert [mail.ref for mail in mails if mail.kind == "booking-withdrawn"] == [confirmed.ref, other.ref]


@pytest.mark.parametrize("command", ["withdraw {}", "status {}", "move {} to January", "{}\nLegal status: section 20"])
def test_somebody_elses_booking_is_refused_in_the_words_of_one_that_does_not_exist(
    house: House, confirmed: Mail, command: str
) -> None:
    [theirs] = house.write(OTHER_WORKER, command.format(confirmed.ref))
    [none] = house.write(OTHER_WORKER, command.format("MIS-26-0999"))

    assert theirs.kind == "not-understood"
    assert theirs.text.replace(confirmed.ref, "MIS-26-0999") == none.text
    assert (theirs.ref, theirs.subject) == (none.ref, none.subject)
    assert only(house.write(WORKER, "status"), "booking-status").meeting == "2026-12-08"


def test_a_reply_from_another_worker_changes_nothing_of_either(house: House, confirmed: Mail) -> None:
    house.write(OTHER_WORKER, "Please book Alex Sample for the next panel.")

    mails = house.reply(confirmed, "withdraw", sender=OTHER_WORKER)

    assert kinds(mails) == [("not-understood", OTHER_WORKER)]
    assert "on the agenda" in only(house.write(WORKER, "status"), "booking-status").text
    assert "on the agenda" in only(house.write(OTHER_WORKER, "status"), "booking-status").text


def test_a_reply_from_a_private_address_is_held_and_changes_nothing(house: House, confirmed: Mail) -> None:
    mails = house.reply(confirmed, "withdraw", sender="jo.bright@webmail.example")

    assert kinds(mails) == [("held-notice", COORDINATOR)]
    assert "on the agenda" in only(house.write(WORKER, "status"), "booking-status").text


def test_the_coordinator_moves_a_workers_booking_and_both_are_told(house: House, confirmed: Mail) -> None:
    mails = house.write(COORDINATOR, f"move {confirmed.ref} to January")

    assert kinds(mails) == [("booking-moved", WORKER), ("booking-moved", COORDINATOR), ("slot-update", WORKER)]
    assert "As you asked" in only(mails, "booking-moved", COORDINATOR).text
    assert "As you asked" not in only(mails, "booking-moved", WORKER).text


def test_the_coordinator_corrects_a_booking_and_is_not_made_its_presenter(house: House, confirmed: Mail) -> None:
    mails = house.write(COORDINATOR, f"{confirmed.ref}\nDate of birth: 4 March 2010")

    assert kinds(mails) == [("booking-status", COORDINATOR)]
    [status] = house.write(WORKER, "status")
    assert "Date of birth: 4 March 2010" in status.text
    assert house.all("slot-invite", COORDINATOR) == []


def test_another_child_in_a_reply_is_a_booking_of_its_own(house: House, confirmed: Mail) -> None:
    mails = house.reply(confirmed, "Thanks. Could you also add Alex Sample to the same panel please?")

    assert kinds(mails) == [("booking-confirmed", WORKER), ("slot-invite", WORKER)]
    assert {mail.ref for mail in mails} == {"MIS-26-0002"}


def test_thanks_need_no_answer(house: House, confirmed: Mail) -> None:
    assert house.reply(confirmed, "Many thanks!\n\nJo", name="Jo Bright") == []
