from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from core.store.tables import AuditEvent
from tests.core.commands.conftest import Panelpost
from tests.journeys.house import WORKER, House, kinds, only

STRANGER = "kim.curious@webmail.example"
BOOK = "Please book Zebedee Quillfeather, dob 3/4/2010, for the next panel."


@pytest.fixture
def held(house: House) -> str:
    """The number of a mail that is held."""
    house.write(STRANGER, BOOK, subject="Zebedee")
    return "1"


def acted(house: House) -> list[str]:
    """Return what administrators did, by the audit trail."""
    with house.app.store.read() as connection:
        query = select(AuditEvent.detail).where(AuditEvent.actor == "admin").order_by(AuditEvent.id)
        return [str(json.loads(detail).get("what", "")) for detail in connection.execute(query).scalars()]


def test_inbox_list_says_what_waits_and_nothing_of_who_wrote(held: str, on_house: Panelpost) -> None:
    done = on_house("inbox", "list", "--json")

    row = json.loads(done.output)[0]
    assert (row["id"], row["panel"], row["door"], row["state"]) == (1, "missing", "smtp", "held")
    assert row["reason"].startswith("The sender is not identified.")
    assert STRANGER not in done.output


def test_inbox_list_of_a_state_leaves_out_the_others(house: House, held: str, on_house: Panelpost) -> None:
    house.write(WORKER, BOOK)

    assert [row["id"] for row in json.loads(on_house("inbox", "list", "--state", "done", "--json").output)] == [2]
    assert on_house("inbox", "list", "--state", "failed").output == "There is none.\n"


def test_inbox_show_prints_the_mail_as_it_came_and_is_on_record(house: House, held: str, on_house: Panelpost) -> None:
    done = on_house("inbox", "show", held)

    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(b"Authentication-Results:")
    assert "Zebedee Quillfeather" in done.output
    assert acted(house) == ["inbox show"]


def test_inbox_export_writes_the_same_bytes_to_a_file(held: str, on_house: Panelpost, tmp_path: Path) -> None:
    target = tmp_path / "one.eml"

    done = on_house("inbox", "export", held, str(target))

    assert done.exit_code == 0
    assert target.read_bytes() == on_house("inbox", "show", held).stdout_bytes


def test_inbox_replay_handles_a_mail_again_and_believes_when_told_to(
    house: House, held: str, on_house: Panelpost
) -> None:
    assert on_house("inbox", "replay", held).exit_code == 0
    doubted = house.work()
    assert on_house("inbox", "replay", held, "--believe").exit_code == 0
    believed = house.work()

    assert kinds(doubted) == [("held-notice", "panel.admin@anytown.example")]
    assert only(believed, "booking-confirmed").to == STRANGER
    assert acted(house) == ["inbox replay", "inbox replay"]


def test_inbox_replay_of_a_mail_that_is_done_is_refused_so_that_nothing_happens_twice(
    house: House, on_house: Panelpost
) -> None:
    house.write(WORKER, BOOK)

    done = on_house("inbox", "replay", "1")

    assert (done.exit_code, done.output) == (
        1,
        "Mail 1 is not held, ignored or failed, so it is not replayed.\n",
    )
    assert house.work() == []


def test_inbox_ignore_puts_a_mail_aside_with_the_reason(held: str, on_house: Panelpost) -> None:
    done = on_house("inbox", "ignore", held, "--reason", "an advertisement")

    row = json.loads(on_house("inbox", "list", "--json").output)[0]
    assert done.exit_code == 0
    assert (row["state"], row["reason"]) == ("ignored", "an advertisement")
    assert on_house("inbox", "ignore", held).exit_code == 1
    assert on_house("status").exit_code == 0


@pytest.mark.parametrize("words", [("inbox", "show"), ("inbox", "replay"), ("inbox", "ignore"), ("outbox", "show")])
def test_a_number_that_is_not_there_is_exit_1_in_words(on_house: Panelpost, words: tuple[str, ...]) -> None:
    done = on_house(*words, "999")

    assert done.exit_code == 1
    assert "999" in done.output


def test_outbox_list_says_kind_reference_and_role_and_no_address(house: House, on_house: Panelpost) -> None:
    house.write(WORKER, BOOK)

    done = on_house("outbox", "list", "--json")

    row = next(row for row in json.loads(done.output) if row["kind"] == "booking-confirmed")
    assert (row["refs"], row["role"], row["state"]) == ("MIS-26-0001", "presenter", "sent")
    assert WORKER not in done.output


def test_outbox_show_prints_what_was_sent_and_the_servers_words(house: House, on_house: Panelpost) -> None:
    confirmed = only(house.write(WORKER, BOOK), "booking-confirmed")
    number = number_of(on_house, "booking-confirmed")

    done = on_house("outbox", "show", number)

    assert done.stdout_bytes == confirmed.raw.rstrip(b"\r\n") + b"\r\n"
    assert "sent: 250 kept" in done.stderr
    assert acted(house) == ["outbox show"]


def test_outbox_show_words_a_mail_that_was_never_sent(house: House, on_house: Panelpost) -> None:
    hold_all(house, on_house)
    number = number_of(on_house, "booking-confirmed")

    assert "Zebedee Quillfeather" in on_house("outbox", "show", number).output


def test_a_mail_on_hold_stays_until_it_is_released(house: House, on_house: Panelpost) -> None:
    hold_all(house, on_house)
    assert house.work() == []
    number = number_of(on_house, "booking-confirmed")

    done = on_house("outbox", "release", number)

    assert done.exit_code == 0
    assert kinds(house.work()) == [("booking-confirmed", WORKER)]
    assert on_house("outbox", "hold", number).exit_code == 1


def test_outbox_retry_sends_what_had_failed_with_the_same_message_id(house: House, on_house: Panelpost) -> None:
    house.sink.refuse[WORKER] = "550 5.1.1 mistyped"
    house.write(WORKER, BOOK)
    house.sink.refuse.clear()
    number = number_of(on_house, "booking-confirmed")
    before = on_house("outbox", "show", number).stdout_bytes

    assert on_house("outbox", "retry", number).exit_code == 0
    again = only(house.work(), "booking-confirmed")

    assert again.raw.rstrip() == before.rstrip()


def number_of(on_house: Panelpost, kind: str) -> str:
    rows = json.loads(on_house("outbox", "list", "--json").output)
    return str(next(row["id"] for row in rows if row["kind"] == kind))


def hold_all(house: House, on_house: Panelpost) -> None:
    """Let a booking be handled, and hold its mails before they are sent."""
    from mail.worker import understand_row
    from tests.journeys.processes import mail

    house.send_raw(mail("held", BOOK), WORKER)
    house.app.take_one_batch(understand_row)
    for row in json.loads(on_house("outbox", "list", "--state", "waiting", "--json").output):
        assert on_house("outbox", "hold", str(row["id"])).exit_code == 0
