from __future__ import annotations

from datetime import date

import pytest

from core.intents import Wish
from mail.understanding.booking import BookingRead, read_booking
from plugins.missing_from_care import PANEL
from tests.mail.understanding.other_panel import OTHER

TODAY = date(2026, 11, 24)


def read(
    text: str, subject: str = "Panel", sender: str = "Dan Cole", rows: tuple[tuple[str, ...], ...] = ()
) -> BookingRead:
    return read_booking(subject, text, rows, PANEL, TODAY, sender, ("Hollie Lam",))


def names(got: BookingRead) -> list[str]:
    return [values["name"] for book in got.books for values in book.subjects]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Can Jake Thornton's case be discussed at panel on 8 December? His mum Sarah Thornton is aware.",
            ["Jake Thornton"],
        ),
        ("hi can i book jake thornton and mia long in for december thanks dan", ["Jake Thornton", "Mia Long"]),
        (
            "Please add to the agenda for December: Jake Thornton; Mia Long; Theo Banks.",
            ["Jake Thornton", "Mia Long", "Theo Banks"],
        ),
        (
            "Please add to the December agenda:\n\n- THORNTON, Jake (01/02/2011)\n- BANKS, Theo - dob 5 May 2010",
            ["Jake Thornton", "Theo Banks"],
        ),
        ("Jake Thornton has gone missing again. Please can he be considered at the next panel?", ["Jake Thornton"]),
        ("Please book the Thornton brothers (Jake and Luke) for December.", ["Jake Thornton", "Luke Thornton"]),
        ("Please book Jake Thornton, not Mia Long, for the next panel.", ["Jake Thornton"]),
        ("Jake Thornton has been booked in December, could you also add his cousin Tyler Giles?", ["Tyler Giles"]),
        ("Jake Thornton's social worker is now Mia Long. Please book him for the next panel.", ["Jake Thornton"]),
        ("Please book Jake Thornton at the request of Judge Helen Frost.", ["Jake Thornton"]),
        (
            "Further to my call with DS Paul Wright, I'd be grateful if Jake Thornton could be placed on the agenda.",
            ["Jake Thornton"],
        ),
        ("Please book Li Wei into January. Also Xu Min.", ["Li Wei", "Xu Min"]),
    ],
)
def test_children_are_the_ones_asked_for(text: str, expected: list[str]) -> None:
    got = read(text)

    assert got.is_request
    assert names(got) == expected
    assert got.book.unclear == ()


@pytest.mark.parametrize(
    "text",
    [
        "Please book in S.E. for December",
        "Please book the Hollins twins in.",
        "Please book in the attached.",
    ],
)
def test_who_is_asked_when_a_name_is_not_enough(text: str) -> None:
    got = read(text)

    assert got.is_request
    assert "name" in got.book.unclear
    assert got.book.subjects == ()


def test_first_name_will_do() -> None:
    assert names(read("Please book Leon in to the next panel")) == ["Leon"]
    assert names(read("Please book Jake and Mia for December.")) == ["Jake", "Mia"]
    assert names(read("Please book Tesfay in. Mosaic no 4410237.")) == ["Tesfay"]


@pytest.mark.parametrize(
    "text",
    [
        "Could you please confirm whether Jake Thornton is booked on the next panel?",
        "Jake Thornton no longer needs to come to panel, please take him off.",
        "Just a heads up that I may want to bring Jake Thornton to January, I'll email again.",
        "Is Jake Thornton something panel would ever look at?",
        "Thank you for booking Jake Thornton.",
        "Will you be booking Jake Thornton in or do I need to?",
        "Can you send me the dates of the panels for next year?",
        "None from us this month thanks Hannah",
    ],
)
def test_a_mail_that_asks_no_booking_is_no_request(text: str) -> None:
    got = read(text)

    assert not got.is_request
    assert got.book.subjects == ()


def test_two_children_for_two_meetings_are_two_bookings() -> None:
    got = read("Please book Jake Thornton (1.2.11) for 8 Dec and Mia Long (3.4.12) for 12 Jan.")

    assert [(dict(book.subjects[0]), book.wish.day) for book in got.books] == [
        ({"name": "Jake Thornton", "date_of_birth": "2011-02-01"}, date(2026, 12, 8)),
        ({"name": "Mia Long", "date_of_birth": "2012-04-03"}, date(2027, 1, 12)),
    ]


def test_a_child_added_to_the_request_shares_its_meeting() -> None:
    got = read("Please book Li Wei into January. Also Xu Min.")

    assert [(book.wish.wish, book.wish.month, len(book.subjects)) for book in got.books] == [(Wish.MONTH, (2027, 1), 2)]


def test_fields_go_to_the_child_they_are_said_of() -> None:
    got = read(
        "Please can Kai Lowe (LCS: 556677) and Leo Lowe (LCS: 556688) be booked. Kai is on a care order and Leo is s20."
    )

    assert [dict(values) for values in got.book.subjects] == [
        {"name": "Kai Lowe", "case_number": "556677", "legal_status": "care order s.31"},
        {"name": "Leo Lowe", "case_number": "556688", "legal_status": "s.20"},
    ]


def test_prose_is_read_into_fields() -> None:
    text = (
        "Please book D'Angelo McKenzie-O'Neil on for January, he's s.20, 16 yrs old, 4 episodes in the last 3 "
        "months, RHI completed, "
        "no exploitation concerns. Missing since Friday 20 November at 11pm."
    )

    assert dict(read(text).book.subjects[0]) == {
        "name": "D'Angelo McKenzie-O'Neil",
        "legal_status": "s.20",
        "episodes_90_days": "4",
        "rhi": "completed",
        "exploitation": "no",
        "currently_missing": "yes",
        "missing_since": "2026-11-20T23:00",
    }


def test_a_name_alone_above_labels_opens_the_block_of_a_child() -> None:
    blocks = "Amira Shah\nDOB: 03/04/11\nMosaic: 776655\n\nBilal Shah\nDOB: 05/06/12\nMosaic: 776656"
    text = f"{blocks}\n\nBoth for next panel please"

    assert [dict(values) for values in read(text).book.subjects] == [
        {"name": "Amira Shah", "date_of_birth": "2011-04-03", "case_number": "776655"},
        {"name": "Bilal Shah", "date_of_birth": "2012-06-05", "case_number": "776656"},
    ]


def test_months_as_headings_are_for_the_children_under_them() -> None:
    got = read("For January:\n- Habiba Noorani\n\nFor February:\n- Joel Ackroyd\n- Ava Tennant")

    assert [(book.wish.month, len(book.subjects)) for book in got.books] == [((2027, 1), 1), ((2027, 2), 2)]


def test_a_request_handed_on_is_read_with_its_own_wish() -> None:
    text = (
        "Please action the below.\n\nFrom: Obi Nwosu <obi@anytown.example>\nSent: 24 November 2026 08:51\n"
        "To: Mel\nSubject: panel\n\n"
        "Mel, can you get me on the missing panel on 9 Feb for Chantelle Wickham (b. 25/10/2011)? Ta\n\nObi"
    )

    got = read(text, subject="FW: panel", sender="Mel Sharples")

    assert (dict(got.book.subjects[0]), got.book.wish.day) == (
        {"name": "Chantelle Wickham", "date_of_birth": "2011-10-25"},
        date(2027, 2, 9),
    )


@pytest.mark.parametrize(
    "text", ["Aa " * 4000, "Sam and " * 2000, "Name: " * 2000, "Monday " * 3000, "1 2 3/4 " * 2000, "(" * 3000, ""]
)
def test_a_bomb_is_read_to_its_end(text: str) -> None:
    assert isinstance(read(text), BookingRead)


def test_a_form_without_marks_is_read() -> None:
    text = "Name Jake Thornton\nD.O.B 1/2/2011\nSW Mia Long\nTM Grace Kim\nDate requested 8/12/26"

    assert dict(read(text).book.subjects[0]) == {
        "name": "Jake Thornton",
        "date_of_birth": "2011-02-01",
        "team_manager": "Grace Kim",
    }


def test_table_rows_are_children() -> None:
    rows = (
        ("Surname", "First name", "DOB", "Panel"),
        ("Hartigan", "Molly", "02/02/2011", "08/12/2026"),
        ("Ssemakula", "David", "30/06/2010", "12/01/2027"),
    )

    got = read("Bookings from Adolescent East:", rows=rows)

    assert [
        (values["name"], values["date_of_birth"], book.wish.day) for book in got.books for values in book.subjects
    ] == [
        ("Molly Hartigan", "2011-02-02", date(2026, 12, 8)),
        ("David Ssemakula", "2010-06-30", date(2027, 1, 12)),
    ]


def test_two_birth_dates_for_one_child_leave_none_unless_one_corrects_the_other() -> None:
    assert (
        "date_of_birth"
        not in read("Please book Jake Thornton, DOB 3/4/10. His date of birth is 4/3/10.").book.subjects[0]
    )
    assert (
        read("Please book Jake Thornton, dob is 3/4/10 sorry 4/3/10").book.subjects[0]["date_of_birth"] == "2010-03-04"
    )


def test_title_that_names_another_child_is_asked_about() -> None:
    assert "name" in read("Please book Jake Thornton in.", subject="Panel booking - Mia Long").book.unclear


def test_forwarded_words_name_the_child_only_when_pointed_at() -> None:
    forwarded = (
        "\n\nFrom: Police <p@northshire.police.example>\nSent: 20 November 2026 10:00\nTo: Dan\nSubject: Incident\n\n"
        "Jake Thornton born 01/02/2011 was located."
    )

    pointed = read(f"Please book this young person in.{forwarded}", subject="FW: Incident")
    other = read(f"Please book Mia Long in.{forwarded}", subject="FW: Incident")

    assert dict(pointed.book.subjects[0]) == {"name": "Jake Thornton", "date_of_birth": "2011-02-01"}
    assert dict(other.book.subjects[0]) == {"name": "Mia Long"}


def test_lines_nothing_was_made_of_are_said_back() -> None:
    got = read(
        "Hi Hannah,\n\nPlease book Jake Thornton for 8 December.\n\nIs there parking at Ellwood Street?\n\nThanks\nDan"
    )

    assert got.unused == ("Is there parking at Ellwood Street?",)


def test_somebody_left_out_of_a_request_is_said_back() -> None:
    text = "Please book Jake Thornton and his girlfriend Mia Long into December."

    assert read(text).unused == (text,)


def test_another_panel_is_read_by_its_own_fields() -> None:
    text = (
        "Please book Jake Thornton, DOB 3/4/1980, URN 55-1234, north quay. His harbour warden is Mia Long.\n"
        "Keeps a dog: no"
    )

    got = read_booking("Harbour Panel", text, (), OTHER, TODAY, "Dan Cole", ())

    assert dict(got.book.subjects[0]) == {
        "who": "Jake Thornton",
        "born": "1980-04-03",
        "urn": "55-1234",
        "berth": "north quay",
        "warden": "Mia Long",
        "dog": "no",
    }
