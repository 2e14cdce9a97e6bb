from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import counters, inbox
from core.audit import verify
from core.inbox import LEASE, Arrival, Claimed, State
from core.sites import Site
from core.store.engine import Store
from core.store.tables import Inbox
from tests.core.conftest import NOW

PANEL = "missing-panel@panels.anytown.example"


def arrival(number: int = 1, *, text: str = "Please book", recipient: str = PANEL) -> Arrival:
    raw = f"Message-ID: <{number}@x.example>\r\nFrom: jo@x.example\r\n\r\n{text}\r\n".encode()
    return Arrival(recipient, "jo@x.example", raw, "127.0.0.1", "smtp", NOW)


def claim(store: Store, worker: str = "a", minutes: float = 0) -> tuple[Claimed, ...]:
    return inbox.claim(store, worker, NOW + timedelta(minutes=minutes))


def states(store: Store) -> list[tuple[str, int]]:
    with store.read() as connection:
        rows = connection.execute(select(Inbox.state, Inbox.attempts).order_by(Inbox.id))
        return [(row.state, row.attempts) for row in rows]


def counted(store: Store) -> dict[str, int]:
    with store.read() as connection:
        return {state: count for state, count in counters.read(connection, "inbox:").items() if count}


def stumble(store: Store, row: Claimed) -> State:
    with store.write() as connection:
        return inbox.stumbled(connection, row, NOW, "the program failed on this mail (KeyError)")


def test_a_mail_is_kept_once_however_often_it_is_given(store: Store, site: Site) -> None:
    first = inbox.keep(store, site, [arrival()])
    again = inbox.keep(store, site, [arrival(), arrival()])

    assert (first, again) == (1, 0)
    assert counted(store) == {"ready": 1}


def test_a_mail_for_a_panel_and_for_the_directory_is_two(store: Store, site: Site) -> None:
    both = [arrival(), arrival(recipient="panels@panels.anytown.example")]

    inbox.keep(store, site, both)

    assert [(row.recipient, row.panel) for row in claim(store)] == [
        (PANEL, "missing"),
        ("panels@panels.anytown.example", ""),
    ]


def test_the_same_message_id_with_other_content_is_kept_and_marked(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival(), arrival(text="Something else")])

    assert [row.reused_id for row in claim(store)] == [False, True]


@pytest.mark.parametrize(
    "head", [b"message-id:<1@x>", b"Message-ID:\r\n <1@x>", b"MESSAGE-ID:   <1@x>   ", b"X: y\r\nMessage-Id: <1@x>"]
)
def test_a_message_id_is_found_however_it_is_written(store: Store, site: Site, head: bytes) -> None:
    first = Arrival(PANEL, None, head + b"\r\n\r\none\r\n", "", "smtp", NOW)
    other = Arrival(PANEL, None, b"Message-ID: <1@x>\r\n\r\ntwo\r\n", "", "smtp", NOW)

    inbox.keep(store, site, [first, other])

    assert [row.reused_id for row in claim(store)] == [False, True]


def test_a_message_id_in_the_text_is_none(store: Store, site: Site) -> None:
    mails = [Arrival(PANEL, None, f"X: y\r\n\r\nMessage-ID: <1@x>\r\n{n}".encode(), "", "smtp", NOW) for n in (1, 2)]

    inbox.keep(store, site, mails)

    assert [row.reused_id for row in claim(store)] == [False, False]


def test_keeping_is_on_record(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival(1), arrival(2)])

    assert verify(store) == (2, None)


def test_fresh_mails_are_claimed_together_up_to_twenty_oldest_first(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival(number) for number in range(25)])

    first, second = claim(store), claim(store)

    assert [row.id for row in (*first, *second)] == list(range(1, 26))
    assert len(first) == 20
    assert claim(store) == ()


def test_what_is_claimed_is_left_alone_until_its_lease_runs_out(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival()])
    claim(store, "a")

    assert claim(store, "b") == ()
    assert [row.id for row in claim(store, "b", LEASE.total_seconds() / 60 + 0.1)] == [1]


def test_a_claim_that_another_worker_took_over_does_not_stand(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival()])
    claim(store, "a")
    claim(store, "b", 3)

    with store.write() as connection:
        assert not inbox.still_mine(connection, 1, "a")
        assert inbox.still_mine(connection, 1, "b")


def test_a_mail_that_was_tried_before_comes_after_the_fresh_ones_and_alone(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival(1), arrival(2)])
    claim(store, "a")
    inbox.keep(store, site, [arrival(3)])

    batches = [[row.id for row in claim(store, "b", 3)] for _ in range(4)]

    assert batches == [[3], [1], [2], []]


def test_a_mail_that_fails_three_times_is_put_aside(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival()])

    ends = [stumble(store, claim(store)[0]) for _ in range(3)]

    assert ends == [State.READY, State.READY, State.FAILED]
    assert claim(store) == ()
    assert counted(store) == {"failed": 1}


def test_a_mail_whose_workers_die_three_times_is_given_up(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival()])
    for number in range(3):
        assert claim(store, f"worker {number}", 3 * number)
    late = NOW + timedelta(minutes=9)

    assert claim(store, "last", 9) == ()
    assert inbox.hopeless(store, late)
    with store.write() as connection:
        assert inbox.give_up(connection, late, NOW) == ((1, "missing"),)
    assert states(store) == [("failed", 3)]
    assert counted(store) == {"failed": 1}


def test_what_a_dead_worker_had_is_ready_again_and_the_try_counts(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival(1), arrival(2)])
    claim(store, "dead")

    assert inbox.give_back(store, {"dead"}) == 2
    assert states(store) == [("ready", 1), ("ready", 1)]
    assert counted(store) == {"ready": 2}


def test_trouble_with_the_database_is_no_fault_of_the_mail(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival()])
    claim(store, "alive")

    inbox.give_back(store, {"alive"}, blame=False)

    assert states(store) == [("ready", 0)]


@pytest.mark.parametrize("state", [State.HELD, State.FAILED, State.IGNORED])
def test_what_a_person_should_look_at_can_be_opened_again(store: Store, site: Site, state: State) -> None:
    inbox.keep(store, site, [arrival()])
    claim(store)
    with store.write() as connection:
        inbox.finish(connection, 1, state, NOW, "a reason")

        assert inbox.reopen(connection, 1, believe=True)

    row = claim(store)[0]
    assert (row.confirmed, row.attempts) == (True, 1)


def test_what_is_done_is_not_opened_again(store: Store, site: Site) -> None:
    inbox.keep(store, site, [arrival()])
    claim(store)
    with store.write() as connection:
        inbox.finish(connection, 1, State.DONE, NOW)

        assert not inbox.reopen(connection, 1, believe=True)
        assert not inbox.reopen(connection, 99, believe=True)
