"""A real Postfix in front, as deploy/README.md says, and as the relay behind: what real servers really say to us."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from tests.journeys.house import CONFIGURATION, PANEL, WORKER, Sink, free_port
from tests.journeys.postfix import Postfix, open_postfix
from tests.journeys.processes import Place, mail, open_place, until

pytestmark = [pytest.mark.slow, pytest.mark.postfix]
BOOK = "Please book Sam Example, dob 3/4/2010, for the next panel."


@pytest.fixture
def both(tmp_path: Path, needs_program: Callable[..., Path]) -> Iterator[tuple[Place, Postfix, Sink]]:
    """A site whose mail comes from a Postfix by LMTP and leaves through the same; the sink is the world outside."""
    program = needs_program("Postfix", "postfix", "/usr/sbin/postfix")
    if os.geteuid() != 0:
        pytest.skip("Postfix is started by root alone")
    world = Sink()
    outside = Controller(world, hostname="127.0.0.1", port=free_port())
    outside.start()
    door = free_port()
    try:
        with open_postfix(program, lmtp=door, sink=outside.port) as postfix:
            configuration = CONFIGURATION.replace("127.0.0.1:{relay}", f"127.0.0.1:{postfix.port}")
            configuration = configuration.replace("[inbound]", f'[inbound]\nlmtp = "127.0.0.1:{door}"')
            with open_place(tmp_path, configuration=configuration) as place:
                place.serve()
                yield place, postfix, world
    finally:
        outside.stop()


def hand_over(postfix: Postfix, raw: bytes, to: str = PANEL) -> None:
    with smtplib.SMTP("127.0.0.1", postfix.port, local_hostname="outside.example", timeout=30) as client:
        client.sendmail(WORKER, [to], raw)


def test_a_booking_comes_through_postfix_and_its_answer_leaves_through_it(
    both: tuple[Place, Postfix, Sink],
) -> None:
    place, postfix, world = both

    hand_over(postfix, mail(1, BOOK))

    until(
        lambda: "booking-confirmed" in {each.kind for each in world.mails},
        why=lambda: place.log.read_text() + postfix.log.read_text(),
    )
    confirmed = next(each for each in world.mails if each.kind == "booking-confirmed")
    assert confirmed.to == WORKER
    assert confirmed.message["Message-ID"].strip().endswith("@panels.anytown.example>")

    answer = mail(2, "Date of birth: 4/4/2010", to=confirmed.reply_to)
    hand_over(postfix, answer, confirmed.reply_to)

    until(lambda: "booking-status" in {each.kind for each in world.mails}, why=postfix.log.read_text)


def test_an_unknown_mailbox_is_refused_by_postfix_because_it_asks_us(both: tuple[Place, Postfix, Sink]) -> None:
    _, postfix, _ = both

    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        hand_over(postfix, mail(1, BOOK), "nobody@panels.anytown.example")

    assert refused.value.recipients["nobody@panels.anytown.example"][0] in (450, 550)


def test_a_bounce_that_postfix_writes_marks_our_mail_and_tells_the_coordinator(
    both: tuple[Place, Postfix, Sink],
) -> None:
    place, postfix, world = both
    world.refuse[WORKER] = "550 5.1.1 no such user here"

    hand_over(postfix, mail(1, BOOK))

    until(
        lambda: "delivery-problem" in {each.kind for each in world.mails},
        why=lambda: place.log.read_text() + postfix.log.read_text()[-3000:],
    )
    problem = next(each for each in world.mails if each.kind == "delivery-problem")
    assert "no such user here" in problem.text
    assert place.run("outbox", "list", "--state", "bounced", "--json").stdout != "[]\n"


def test_mail_waits_in_postfix_while_we_are_away_and_is_booked_once(both: tuple[Place, Postfix, Sink]) -> None:
    place, postfix, world = both
    hand_over(postfix, mail(1, "help"))
    until(lambda: "help" in {each.kind for each in world.mails}, why=postfix.log.read_text)
    place.stop()

    hand_over(postfix, mail(2, BOOK))
    until(lambda: "deferred" in postfix.log.read_text())
    place.serve()

    until(
        lambda: [each.kind for each in world.mails].count("booking-confirmed") == 1,
        why=lambda: postfix.log.read_text()[-3000:],
    )
