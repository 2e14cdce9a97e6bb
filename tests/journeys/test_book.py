"""A worker books a child into the next panel, in their own words and in the shape their mail program gives them."""

from __future__ import annotations

from email.message import EmailMessage

from tests.journeys.house import COORDINATOR, OTHER_WORKER, PANEL, WORKER, House, Mail, kinds, only

BOOKED = [("booking-confirmed", WORKER), ("slot-invite", WORKER)]


def html(house: House, body: str, subject: str = "Missing panel") -> list[Mail]:
    """Send a mail that has an HTML part alone."""
    message = EmailMessage()
    message["From"] = f"Jo Bright <{WORKER}>"
    message["To"] = PANEL
    message["Subject"] = subject
    message["Message-ID"] = "<html-only@anytown.example>"
    message.set_content(f"<html><body>{body}</body></html>", subtype="html")
    stamp = b"Authentication-Results: mx.anytown.example; dmarc=pass header.from=anytown.example\r\n"
    house.send_raw(stamp + message.as_bytes(), WORKER)
    return house.work()


def lines(mail: Mail) -> str:
    """Return a mail's text as a mail program gives it to be edited."""
    return mail.text.replace("\r\n", "\n")


def test_a_bare_request_is_booked_and_answered_with_all_a_presenter_needs(house: House) -> None:
    mails = house.write(WORKER, "Please book Sam Example for next panel.\n\nThanks\nJo")

    assert kinds(mails) == BOOKED
    confirmed = only(mails, "booking-confirmed")
    assert (confirmed.ref, confirmed.meeting) == ("MIS-26-0001", "2026-12-08")
    for words in (
        *("Sam Example", "Tuesday 8 December 2026", "2pm to 2:20pm", "Ellwood Street", "WITHDRAW", "MOVE TO"),
        *("a brief history", "a summary of the current difficulties", "3 key things that the police could do"),
        "ideas for what other agencies could offer",
    ):
        assert words in confirmed.text


def test_every_answer_carries_the_headers_of_the_contract(house: House) -> None:
    mails = house.write(WORKER, "Please book Sam Example for next panel.")

    confirmed, invite = only(mails, "booking-confirmed"), only(mails, "slot-invite")
    for mail in mails:
        assert mail.message["Panelpost-Ref"] == "MIS-26-0001"
        assert mail.message["Panelpost-Meeting"] == "2026-12-08"
        assert mail.message["Panelpost-Panel"] == "missing"
        assert mail.message["X-Auto-Response-Suppress"] == "All"
        assert mail.subject.startswith("OFFICIAL-SENSITIVE")
        assert "Sam" not in mail.subject
    assert confirmed.message["Auto-Submitted"] == "auto-replied"
    assert confirmed.message["In-Reply-To"] == "<mail-1@anytown.example>"
    assert invite.message["Auto-Submitted"] == "auto-generated"


def test_html_alone_is_read(house: House) -> None:
    mails = html(house, "<p>Hi,</p><p>Please book <b>Sam Example</b> (DOB 3/4/2010) into the next panel.</p><p>Jo</p>")

    assert kinds(mails) == BOOKED
    assert "3 April 2010" in mails[0].text


def test_every_row_of_a_table_is_a_booking(house: House) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{born}</td></tr>"
        for name, born in (("Sam Example", "3/4/2010"), ("Alex Sample", "1/2/2012"), ("Kim Instance", "5/6/2011"))
    )

    mails = html(
        house,
        "<p>Please can these be booked for the next panel:</p>"
        f"<table><tr><th>Name</th><th>DOB</th></tr>{rows}</table><p>Jo</p>",
    )

    booked = [mail for mail in mails if mail.kind == "booking-confirmed"]
    assert [mail.ref for mail in booked] == ["MIS-26-0001", "MIS-26-0002", "MIS-26-0003"]
    assert [born in mail.text for mail, born in zip(booked, ("April 2010", "February 2012", "June 2011"), strict=True)]


def test_a_forwarded_thread_books_the_child_it_is_about_for_who_forwards_it(house: House) -> None:
    mails = house.write(
        WORKER,
        "Hi, please book Sam Example for the next panel, see below.\n\nJo\n\n"
        "From: Pat Manager <pat.manager@anytown.example>\nSent: 23 November 2026 16:11\n"
        "To: Jo Bright <jo.bright@anytown.example>\nSubject: Sam Example\n\n"
        "Jo, Sam has been missing again. Last panel was 10 November. Can you take this to panel?\nPat",
        subject="FW: Sam Example",
        name="Jo Bright",
    )

    assert kinds(mails) == BOOKED
    assert mails[0].meeting == "2026-12-08"


def test_banners_and_a_signature_are_no_part_of_the_request(house: House) -> None:
    mails = house.write(
        WORKER,
        "CAUTION: This email originated from outside the organisation. Do not click links.\n\n"
        "OFFICIAL-SENSITIVE\n\nPlease book Sam Example onto the December panel.\n\nKind regards,\n\n"
        "Jo Bright\nSocial Worker | Children Looked After Team\nAnytown Council, 12 High Street\n"
        "Tel: 020 7946 0000\n\nThis email is intended for the addressee only.",
        subject="[EXTERNAL] [SECURE] Missing panel",
        name="Jo Bright",
    )

    assert kinds(mails) == BOOKED
    assert "We did not use" not in mails[0].text


def test_two_children_are_two_bookings_with_a_slot_each(house: House) -> None:
    mails = house.write(
        WORKER, "Please book Sam Example (dob 3/4/2010) and Alex Sample (dob 1/2/2012) into the next panel."
    )

    booked = {mail.ref: mail.text for mail in mails if mail.kind == "booking-confirmed"}
    assert sorted(booked) == ["MIS-26-0001", "MIS-26-0002"]
    assert "Sam Example" in booked["MIS-26-0001"]
    assert "2pm to 2:20pm" in booked["MIS-26-0001"]
    assert "Alex Sample" in booked["MIS-26-0002"]
    assert "2:20pm to 2:40pm" in booked["MIS-26-0002"]


def test_date_of_birth_and_reason_are_asked_in_the_confirmation_and_never_again(house: House) -> None:
    confirmed = only(house.write(WORKER, "Please book Sam Example for next panel."), "booking-confirmed")

    later = [
        *house.reply(confirmed, "status"),
        *house.reply(confirmed, "Legal status: section 20"),
        *house.reply(confirmed, "move to next"),
        *house.write(WORKER, "Please book Sam Example for the January panel."),
    ]

    assert "Date of birth:\nReason:\n" in lines(confirmed)
    assert len(later) >= 4
    assert not [mail.kind for mail in later if "What we still ask" in mail.text]


def test_a_line_filled_in_between_ours_answers_what_was_asked(house: House) -> None:
    confirmed = only(house.write(WORKER, "Please book Sam Example for next panel."), "booking-confirmed")

    filled = lines(confirmed).replace("Date of birth:\nReason:\n", "Date of birth: 3/4/10\nReason: both\n")
    [answer] = house.reply(confirmed, filled, quote=False)

    assert answer.kind == "booking-status"
    assert "Date of birth: 3 April 2010" in answer.text
    assert "Reason: both" in answer.text
    assert "We did not use" not in answer.text


def test_a_bare_date_answers_the_question_for_the_date_of_birth(house: House) -> None:
    confirmed = only(house.write(WORKER, "Please book Sam Example for next panel."), "booking-confirmed")

    [answer] = house.reply(confirmed, "3 April 2010")

    assert answer.kind == "booking-status"
    assert "Date of birth: 3 April 2010" in answer.text


def test_the_same_worker_is_not_asked_again_when_the_child_comes_back(house: House) -> None:
    first = only(house.write(WORKER, "Please book Sam Example, dob 3/4/2010, high risk."), "booking-confirmed")
    house.reply(first, "withdraw")

    again = only(house.write(WORKER, "Please book Sam Example for the January panel."), "booking-confirmed")

    assert again.ref == "MIS-26-0002"
    assert "Date of birth: 3 April 2010" in again.text
    assert "What we still ask" not in again.text


def test_a_child_who_is_18_on_the_day_is_booked_and_the_chair_is_told(house: House) -> None:
    mails = house.write(WORKER, "Please book Sam Example, born 7 December 2008, for the next panel.")

    assert kinds(mails) == [
        ("booking-confirmed", WORKER),
        ("held-notice", "chair@anytown.example"),
        ("slot-invite", WORKER),
    ]
    told = only(mails, "held-notice")
    assert told.ref == "MIS-26-0001"
    assert "18 or older on the day" in told.text
    assert "Sam" not in told.text


def test_the_chair_is_told_once_when_the_date_of_birth_comes_later(house: House) -> None:
    confirmed = only(house.write(WORKER, "Please book Sam Example for the next panel."), "booking-confirmed")

    first = house.reply(confirmed, "Date of birth: 7 December 2008")
    second = house.reply(confirmed, "Legal status: section 20")

    assert ("held-notice", "chair@anytown.example") in kinds(first)
    assert kinds(second) == [("booking-status", WORKER)]


def test_a_child_asked_for_on_two_dates_has_two_bookings_and_the_worker_is_told(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the December panel.")

    january = only(house.write(WORKER, "Please book Sam Example for the January panel."), "booking-confirmed")

    assert (january.ref, january.meeting) == ("MIS-26-0002", "2027-01-12")
    assert "You also have booking MIS-26-0001 for 8 December 2026" in january.text


def test_lines_that_were_of_no_use_are_said_to_the_writer_alone(house: House) -> None:
    house.write(OTHER_WORKER, "Please book Sam Example for the next panel.")

    mails = house.write(WORKER, "Please book Sam Example for the next panel.\n\nIs there parking at the back?")

    assert "Is there parking at the back?" in only(mails, "booking-confirmed", WORKER).text
    assert "parking" not in only(mails, "duplicate-flag", COORDINATOR).text
