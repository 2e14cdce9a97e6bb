"""Automatic answers have a cap a day: for an address, a thread, a domain and the site (mail-rules 5)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.store.tables import AuditEvent, Counter
from tests.journeys.house import CONFIGURATION, COORDINATOR, OTHER_WORKER, WORKER, House, kinds, open_house


@pytest.fixture
def limited(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house with the limits that a test names."""
    limits = "\n".join(f"{name} = {value}" for name, value in request.param.items())
    configuration = CONFIGURATION.replace('tls = "off"', f'tls = "off"\n{limits}')
    with open_house(tmp_path, configuration=configuration) as house:
        house.work()
        yield house


def capped(house: House) -> int:
    with house.app.store.read() as connection:
        query = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "mail:capped")
        return connection.execute(query).scalar_one()


@pytest.mark.parametrize("limited", [{"answers_per_address": 3}], indirect=True)
def test_an_address_gets_so_many_answers_a_day_and_the_rest_is_on_record(limited: House) -> None:
    answers = [limited.write(WORKER, "help") for _ in range(5)]

    assert [len(mails) for mails in answers] == [1, 1, 1, 0, 0]
    assert capped(limited) == 2
    assert kinds(limited.write(OTHER_WORKER, "help")) == [("help", OTHER_WORKER)]


@pytest.mark.parametrize("limited", [{"answers_per_address": 1}], indirect=True)
def test_the_next_day_begins_anew(limited: House) -> None:
    limited.write(WORKER, "help")
    assert limited.write(WORKER, "help") == []

    limited.until("2026-11-25T10:00:00Z")

    assert kinds(limited.write(WORKER, "help")) == [("help", WORKER)]


@pytest.mark.parametrize("limited", [{"answers_per_address": 1}], indirect=True)
def test_the_counts_of_days_gone_by_are_not_kept(limited: House) -> None:
    limited.write(WORKER, "help")

    limited.until("2026-11-26T10:00:00Z")

    with limited.app.store.read() as connection:
        names = connection.execute(select(Counter.name).where(Counter.name.startswith("cap:2026-11-24"))).scalars()
        assert list(names) == []


@pytest.mark.parametrize("limited", [{"answers_per_domain": 2}], indirect=True)
def test_a_domain_has_a_cap_of_its_own(limited: House) -> None:
    senders = [f"worker{number}@anytown.example" for number in range(4)]

    answers = [limited.write(sender, "help") for sender in senders]

    assert [len(mails) for mails in answers] == [1, 1, 0, 0]


@pytest.mark.parametrize("limited", [{"answers_per_site": 2}], indirect=True)
def test_the_site_has_one_breaker_for_all(limited: House) -> None:
    senders = ["one@anytown.example", "two@north.police.example", "three@south.police.example"]

    answers = [limited.write(sender, "help") for sender in senders]

    assert [len(mails) for mails in answers] == [1, 1, 0]


@pytest.mark.parametrize("limited", [{"answers_per_thread": 2}], indirect=True)
def test_two_machines_that_answer_each_other_stop(limited: House) -> None:
    mails = limited.write(WORKER, "help")
    rounds = 0
    while mails and rounds < 20:
        rounds += 1
        known = f"{mails[0].message['References']} {mails[0].message['Message-ID']}"
        mails = limited.write(WORKER, "help", to=mails[0].reply_to, headers={"References": known})

    assert rounds == 2


@pytest.mark.parametrize("limited", [{"answers_per_address": 2}], indirect=True)
def test_a_capped_answer_does_not_undo_the_booking(limited: House) -> None:
    for name in ("Ann Archer", "Ben Baker", "Cal Carter"):
        limited.write(WORKER, f"Please book {name}, dob 3/4/2010, for the next panel.")

    assert len(limited.all("booking-confirmed")) == 2
    assert len(limited.all("slot-invite")) == 3


@pytest.mark.parametrize("limited", [{"answers_per_address": 3}], indirect=True)
def test_a_flood_of_held_mail_is_no_flood_of_notices_and_leaves_the_coordinator_their_answers(limited: House) -> None:
    for number in range(6):
        limited.write(f"kim{number}@webmail.example", "Who is on the list?")

    assert len(limited.all("held-notice")) == 3
    assert kinds(limited.write(COORDINATOR, "help")) == [("help", COORDINATOR)]
