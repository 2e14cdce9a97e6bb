from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import counters, outbox, people
from core.disclosure import Document
from core.kinds import Kind, Role
from core.outbox import Outcome, State, Waiting
from core.store.tables import Attempt, Outbox
from tests.journeys.conftest import house
from tests.journeys.house import WORKER, House

__all__ = ["house"]
MOST = 10


def post(house: House, count: int = 1, *, is_answer: bool = False) -> None:
    """Queue the same document so many times for one reader."""
    app = house.app
    with app.store.write() as connection, app.desk(connection) as desk:
        reader = people.reader(people.know(desk, WORKER), Role.ANYONE)
        document = Document(Kind.HELP, facts={"commands": []}, is_answer=is_answer)
        for _ in range(count):
            outbox.post(desk, app.site.panels["missing"], document, (reader,))


def claim(house: House, minutes: float = 0, worker: str = "a", most: int = MOST) -> tuple[Waiting, ...]:
    return outbox.claim(house.app.store, worker, house.clock.wall() + timedelta(minutes=minutes), most)


def settle(house: House, waiting: Waiting, state: State, words: str = "the server's own words") -> None:
    app = house.app
    outbox.settle(app.store, [Outcome(waiting, state, words, b"raw")], app.clock.now(), app.clock.wall())


def rows(house: House) -> list[tuple[str, int]]:
    with house.app.store.read() as connection:
        found = connection.execute(select(Outbox.state, Outbox.attempts).where(Outbox.kind == "help"))
        return [(row.state, row.attempts) for row in found]


def test_what_is_posted_waits_and_is_claimed_once(house: House) -> None:
    post(house, 3)

    first, second = claim(house, most=2), claim(house)

    assert (len(first), len(second)) == (2, 1)
    assert claim(house) == ()
    assert len({waiting.message_id for waiting in (*first, *second)}) == 3


def test_a_try_that_may_succeed_later_waits_longer_each_time(house: House) -> None:
    post(house)
    pauses = []
    minutes = 0.0
    for _ in range(4):
        waiting = claim(house, minutes)[0]
        settle(house, waiting, State.RETRY)
        pauses.append(next(n for n in (1, 5, 15, 30, 60) if not claim(house, n - 0.1) and _is_due(house, n + 0.1)))
        minutes = 10_000

    assert pauses == [1, 5, 15, 30]


def _is_due(house: House, minutes: float) -> bool:
    at = house.clock.wall() + timedelta(minutes=minutes)
    with house.app.store.read() as connection:
        return connection.execute(select(Outbox.id).where(Outbox.kind == "help", Outbox.due <= at)).first() is not None


def test_a_retry_has_the_same_message_id_and_the_same_bytes(house: House) -> None:
    post(house)
    first = claim(house)[0]
    settle(house, first, State.RETRY)

    again = claim(house, 2)[0]

    assert (again.message_id, again.raw, again.attempts) == (first.message_id, b"raw", 2)


def test_every_try_is_kept_with_the_servers_words(house: House) -> None:
    post(house)
    settle(house, claim(house)[0], State.RETRY, "451 come again")
    settle(house, claim(house, 2)[0], State.SENT, "250 kept")

    with house.app.store.read() as connection:
        tries = connection.execute(select(Attempt.state, Attempt.words).order_by(Attempt.id)).all()

    assert [tuple(row) for row in tries[-2:]] == [("retry", "451 come again"), ("sent", "250 kept")]


def test_a_mail_that_may_have_arrived_waits_a_quarter_of_an_hour(house: House) -> None:
    post(house)
    settle(house, claim(house)[0], State.UNCERTAIN)

    assert claim(house, 14) == ()
    assert len(claim(house, 16)) == 1


def test_a_mail_that_never_leaves_is_failed_in_the_end(house: House) -> None:
    post(house)
    for _ in range(40):
        settle(house, claim(house, 10_000)[0], State.RETRY)

    assert rows(house) == [("failed", 40)]


def test_a_worker_that_dies_while_sending_leaves_its_mail_to_the_next(house: House) -> None:
    post(house)
    first = claim(house, worker="dead")[0]

    outbox.give_back(house.app.store, {"dead"})

    assert [each.message_id for each in claim(house)] == [first.message_id]


def test_a_result_that_comes_after_the_lease_ran_out_does_not_count_twice(house: House) -> None:
    post(house)
    late = claim(house)[0]
    current = claim(house, 11, worker="b")[0]

    settle(house, current, State.SENT)
    settle(house, late, State.RETRY)

    assert rows(house) == [("sent", 2)]
    with house.app.store.read() as connection:
        assert counters.read(connection, "outbox:").get("sending") == 0


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (State.WAITING, True),
        (State.RETRY, True),
        (State.FAILED, True),
        (State.HELD, True),
        (State.UNCERTAIN, True),
        (State.SENT, False),
    ],
)
def test_an_administrator_holds_what_has_not_left(house: House, state: State, may: bool) -> None:
    post(house)
    if state is not State.WAITING:
        settle(house, claim(house)[0], state)
    number = 0
    with house.app.store.write() as connection:
        number = connection.execute(select(Outbox.id).where(Outbox.kind == "help")).scalar_one()

        assert outbox.put(connection, number, State.HELD, house.clock.wall()) is may

    assert (rows(house)[0][0] == "held") is may


def test_a_mail_that_must_not_be_answered_gets_no_answer_and_others_still_hear(house: House) -> None:
    app = house.app
    with app.store.write() as connection, app.desk(connection) as desk:
        desk.may_answer = False
        reader = people.reader(people.know(desk, WORKER), Role.ANYONE)
        for is_answer in (True, False):
            document = Document(Kind.HELP, facts={"commands": []}, is_answer=is_answer)
            outbox.post(desk, app.site.panels["missing"], document, (reader,))

    assert len(rows(house)) == 1


def test_the_words_of_a_view_are_sealed_in_the_file(house: House) -> None:
    post(house)

    files = house.folder.rglob("panelpost.db*")

    assert not any(WORKER.encode() in path.read_bytes() for path in files)
