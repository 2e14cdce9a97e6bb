"""One child or two: the same child is one item whoever books, and two children of one name are kept apart."""

from __future__ import annotations

from tests.journeys.house import COORDINATOR, OTHER_WORKER, POLICE, WORKER, House, Mail, kinds, only

THIRD_WORKER = "rae.field@anytown.example"


def confirmed(mails: list[Mail], to: str = "") -> Mail:
    return only(mails, "booking-confirmed", to)


def test_the_same_worker_twice_is_one_booking_and_told_where_it_stands(house: House) -> None:
    house.write(WORKER, "Please book Sam Example for the next panel.")

    mails = house.write(WORKER, "Hi, could Sam Example go on the December list please? DOB 3/4/2010")

    assert kinds(mails) == [("booking-confirmed", WORKER)]
    again = confirmed(mails)
    assert again.ref == "MIS-26-0001"
    assert "You had booked Sam Example before" in again.text
    assert "Date of birth: 3 April 2010" in again.text


def test_a_second_mail_without_a_date_is_about_the_booking_there_is(house: House) -> None:
    house.write(WORKER, "Please book Sam Example for the January panel.")

    mails = house.write(WORKER, "Please book Sam Example, dob 3/4/2010.")

    assert kinds(mails) == [("booking-confirmed", WORKER)]
    assert (mails[0].ref, mails[0].meeting) == ("MIS-26-0001", "2027-01-12")


def test_two_workers_are_two_presenters_of_one_item(house: House) -> None:
    house.write(WORKER, "Please book Sam Example for the next panel.")

    mails = house.write(OTHER_WORKER, "Can you book Sam Example into the December panel please")
    listed = only(house.until("2026-12-03T12:00:00Z"), "names-list", POLICE)

    assert kinds(mails) == [
        ("booking-confirmed", OTHER_WORKER),
        ("duplicate-flag", COORDINATOR),
        ("slot-invite", OTHER_WORKER),
    ]
    assert {mail.ref for mail in mails} == {"MIS-26-0001"}
    assert listed.ref == "MIS-26-0001"
    assert f"Presented by: {WORKER}, {OTHER_WORKER}" in listed.text.replace("\r\n  ", " ")


def test_the_second_worker_is_not_told_who_was_first_nor_what_they_wrote(house: House) -> None:
    house.write(
        WORKER,
        "Please book Sam Example, dob 3/4/2010, case number 7712003, section 20, for the next panel. High risk.",
        name="Jo Bright",
    )

    second = confirmed(house.write(OTHER_WORKER, "Please book Sam Example for the next panel."))
    status = only(house.reply(second, "status"), "booking-status")

    assert "Another worker booked Sam Example before you" in second.text
    for mail in (second, status):
        for word in (WORKER, "Jo Bright", "3 April 2010", "7712003", "s.20", "high risk\r\n"):
            assert word not in mail.text


def test_each_presenter_goes_on_reading_what_they_wrote_themselves(house: House) -> None:
    first = confirmed(house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel."))
    second = confirmed(house.write(OTHER_WORKER, "Please book Sam Example for the next panel."))

    [one] = house.reply(first, "Legal status: section 20")
    [two] = house.reply(second, "Reason: high risk")

    assert "Legal status: s.20" in one.text
    assert "Reason: high risk" not in one.text
    assert "Reason: high risk" in two.text
    assert "Legal status" not in two.text


def test_the_coordinator_reads_who_presents_and_what_to_do(house: House) -> None:
    house.write(WORKER, "Please book Sam Example for the next panel.")

    flag = only(house.write(OTHER_WORKER, "Please book Sam Example for the next panel."), "duplicate-flag")

    assert "Two workers booked the same child" in flag.text
    assert f"{WORKER}, {OTHER_WORKER}" in flag.text
    assert "Sam" not in flag.subject


def test_a_second_presenter_withdraws_only_themself(house: House) -> None:
    first = confirmed(house.write(WORKER, "Please book Sam Example for the next panel."))
    second = confirmed(house.write(OTHER_WORKER, "Please book Sam Example for the next panel."))

    mails = house.reply(second, "withdraw")

    assert kinds(mails) == [("booking-withdrawn", OTHER_WORKER), ("slot-cancel", OTHER_WORKER)]
    assert "Another worker still does" in mails[0].text.replace("\r\n", " ")
    assert "on the agenda" in only(house.reply(first, "status"), "booking-status").text
    assert only(house.reply(second, "status"), "not-understood").to == OTHER_WORKER


def test_the_last_presenter_takes_the_booking_off(house: House) -> None:
    first = confirmed(house.write(WORKER, "Please book Sam Example for the next panel."))
    second = confirmed(house.write(OTHER_WORKER, "Please book Sam Example for the next panel."))

    house.reply(second, "withdraw")
    mails = house.reply(first, "withdraw")

    assert kinds(mails) == [("booking-withdrawn", WORKER), ("slot-cancel", WORKER)]
    assert "no longer on the agenda" in mails[0].text


def test_who_moves_a_shared_booking_moves_it_for_both(house: House) -> None:
    first = confirmed(house.write(WORKER, "Please book Sam Example for the next panel."))
    house.write(OTHER_WORKER, "Please book Sam Example for the next panel.")

    mails = house.reply(first, "move to next")

    assert kinds(mails) == [
        ("booking-moved", OTHER_WORKER),
        ("booking-moved", WORKER),
        ("slot-update", OTHER_WORKER),
        ("slot-update", WORKER),
    ]
    assert "As you asked" in only(mails, "booking-moved", WORKER).text
    assert "As you asked" not in only(mails, "booking-moved", OTHER_WORKER).text


def test_another_date_of_birth_is_another_child(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel.")

    mails = house.write(OTHER_WORKER, "Please book Sam Example, dob 5/6/2011, for the next panel.")

    assert confirmed(mails).ref == "MIS-26-0002"
    assert "Another worker" not in confirmed(mails).text
    flag = only(mails, "duplicate-flag")
    assert "kept apart" in flag.text
    assert {"MIS-26-0001", "MIS-26-0002"} == set(flag.ref.replace(" ", "").split(","))


def test_another_case_number_is_another_child(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, case number 7712003, for the next panel.")

    mails = house.write(OTHER_WORKER, "Please book Sam Example, case number 8812004, for the next panel.")

    assert confirmed(mails).ref == "MIS-26-0002"


def test_a_date_of_birth_where_the_first_gave_none_is_the_same_child(house: House) -> None:
    house.write(WORKER, "Please book Sam Example for the next panel.")

    mails = house.write(OTHER_WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel.")
    listed = only(house.until("2026-12-03T12:00:00Z"), "names-list", POLICE)

    assert confirmed(mails).ref == "MIS-26-0001"
    assert "Date of birth: 3 April 2010" in listed.text


def test_a_date_of_birth_that_contradicts_later_parts_the_two(house: House) -> None:
    first = confirmed(house.write(WORKER, "Please book Sam Example, high risk, for the next panel."))
    house.write(OTHER_WORKER, "Please book Sam Example, dob 3/4/2010, case number 7712003, for the next panel.")

    mails = house.reply(first, "Date of birth: 5 June 2011")
    listed = only(house.until("2026-12-03T12:00:00Z"), "names-list", POLICE)

    assert kinds(mails) == [
        ("booking-confirmed", WORKER),
        ("duplicate-flag", COORDINATOR),
        ("slot-cancel", WORKER),
        ("slot-invite", WORKER),
    ]
    own = confirmed(mails)
    assert own.ref == "MIS-26-0002"
    assert "takes the place of MIS-26-0001" in own.text
    assert "Reason: high risk" in own.text
    blocks = {ref: listed.text.partition(f"Reference: {ref}")[2].partition("---")[0] for ref in listed.ref.split(", ")}
    assert "3 April 2010" in blocks["MIS-26-0001"]
    assert "7712003" in blocks["MIS-26-0001"]
    assert "5 June 2011" in blocks["MIS-26-0002"]
    assert "7712003" not in blocks["MIS-26-0002"]


def test_a_worker_who_corrects_their_own_date_of_birth_parts_nobody(house: House) -> None:
    first = confirmed(house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel."))
    house.write(OTHER_WORKER, "Please book Sam Example for the next panel.")

    mails = house.reply(first, "Sorry, date of birth should be 4 March 2010")

    assert kinds(mails) == [("booking-status", WORKER)]
    assert mails[0].ref == "MIS-26-0001"


def test_first_names_alone_from_two_workers_are_kept_apart(house: House) -> None:
    house.write(WORKER, "Please book Sam (dob 3/4/2010) for the next panel.")

    mails = house.write(OTHER_WORKER, "Please book Sam (case number 7712003) for the next panel.")

    assert confirmed(mails).ref == "MIS-26-0002"
    assert "kept apart" in only(mails, "duplicate-flag", COORDINATOR).text


def test_a_third_worker_who_gives_no_date_of_birth_gets_an_item_and_the_coordinator_compares(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel.")
    house.write(OTHER_WORKER, "Please book Sam Example, dob 5/6/2011, for the next panel.")

    mails = house.write(THIRD_WORKER, "Please book Sam Example for the next panel.")

    assert confirmed(mails).ref == "MIS-26-0003"
    assert set(only(mails, "duplicate-flag").ref.replace(" ", "").split(",")) == {
        *("MIS-26-0001", "MIS-26-0002", "MIS-26-0003"),
    }


def test_of_two_children_of_a_name_a_worker_means_their_own(house: House) -> None:
    house.write(WORKER, "Please book Sam Example, dob 3/4/2010, for the next panel.")
    house.write(OTHER_WORKER, "Please book Sam Example, dob 5/6/2011, for the next panel.")

    mails = house.write(OTHER_WORKER, "Please book Sam Example for the next panel.")

    assert kinds(mails) == [("booking-confirmed", OTHER_WORKER)]
    assert mails[0].ref == "MIS-26-0002"


def test_a_name_corrected_to_that_of_another_booking_is_shown_to_the_coordinator(house: House) -> None:
    house.write(WORKER, "Please book Sam Example for the next panel.")
    other = confirmed(house.write(OTHER_WORKER, "Please book Sam Exampel for the next panel."))

    mails = house.reply(other, "Name: Sam Example")

    assert kinds(mails) == [("booking-status", OTHER_WORKER), ("duplicate-flag", COORDINATOR)]
    assert "kept apart" in only(mails, "duplicate-flag").text


def test_accents_and_capitals_are_no_other_child(house: House) -> None:
    house.write(WORKER, "Please book Zoë O'Sample for the next panel.")

    mails = house.write(OTHER_WORKER, "please book ZOE O’SAMPLE for the next panel")

    assert confirmed(mails).ref == "MIS-26-0001"
