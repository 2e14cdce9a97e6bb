"""A stolen database, a log, a subject line, a calendar, a page or a command names no child (design B4, standards).

One journey from booking to closed action, with everything that goes wrong on the way, lived by a child with a name that
stands nowhere else. Then whatever lies about is searched for it.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
import structlog
from sqlalchemy import insert, select

from core import inbox
from core.logs import set_up
from core.sealing import Keyring
from core.store.tables import AuditEvent, Inbox, Outbox
from tests.journeys.house import CHAIR, EXPLOITATION, POLICE, WORKER, House, only, open_house
from tests.journeys.processes import mail
from tests.journeys.reports import bounce_of
from web import create_app

FIRST, LAST = "Zebedee", "Quillfeather"
CHILD = f"{FIRST} {LAST}"
BORN = "3 April 2010"
NAME = re.compile(rb"zebedee|quillfeather|quill.feather", re.IGNORECASE)
SECRETS = re.compile(rb"zebedee|quillfeather|marmalade|2010-04-03|kim\.curious", re.IGNORECASE)
"""The name, what the minutes say, the date of birth, and who wrote the mail that was held."""


@dataclass
class Lived:
    """A house in which a case was lived to its end, and what it logged meanwhile."""

    house: House
    log: io.StringIO


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    """A case lived to its end; nothing changes afterwards, so that all searches share it."""
    log = io.StringIO()
    handlers = logging.getLogger().handlers[:]
    with redirect_stderr(log), open_house(tmp_path_factory.mktemp("lived")) as house:
        set_up(quiet=False)
        house.work()
        live(house)
        yield Lived(house, log)
    structlog.reset_defaults()
    logging.getLogger().handlers = handlers


def fail(app: object, row: object) -> NoReturn:
    """Fail as a reader would that quotes what it could not read."""
    raise ValueError(CHILD)


def live(house: House) -> None:
    """Live one case from the first mail to the closed action, with what goes wrong on the way."""
    about = f"Please book {CHILD}, dob {BORN}, for the next panel. Case number Q-77."
    house.write("kim.curious@webmail.example", about, subject=CHILD, name=CHILD)
    house.write(WORKER, about, subject=f"{CHILD} for panel", verdict="fail")
    asked = only(house.write(WORKER, about, subject=CHILD, verdict=""), "confirm-sender")
    confirmed = only(house.reply(asked, "CONFIRM", verdict=""), "booking-confirmed")
    house.reply(confirmed, f"Other names: {FIRST} Q\nSchool: St {LAST}\nPlacement area: {LAST} Street")
    house.reply(confirmed, f"{CHILD} what about the thing we spoke of?")
    slot = house.all("slot-invite")[-1]
    house.answer_invitation(slot, "DECLINED", comment=f"{CHILD} cannot come")
    house.send_raw(bounce_of(confirmed, words=f"no mailbox for {CHILD}"), "", confirmed.sender)
    house.work()
    house.sink.refuse[POLICE] = f"550 5.7.1 {CHILD} is blocked"
    listed = house.until("2026-12-03T12:00:00Z")
    house.sink.refuse.clear()
    house.reply(only(listed, "names-list", EXPLOITATION), f"{CHILD} is known to us: marmalade")
    request = only(house.until("2026-12-08T17:30:00Z"), "minutes-request")
    first = f"[{confirmed.ref}]\nOutcome: {CHILD} gets a kite\n"
    house.reply(request, first, quote=False)
    text = f"""[{confirmed.ref}]
Present: presenter came
Brief history: {CHILD} was seen with marmalade.
Outcome: safety plan agreed | review date: 12 January 2027
Action: {EXPLOITATION} | speak to {FIRST}'s school | 18 December 2026
[MEETING]
Present: chair, police
"""
    drafted = only(house.reply(request, text, quote=False), "minutes-draft", CHAIR)
    to_confirm = only(house.reply(drafted, "approve"), "outcome-to-confirm")
    final = house.reply(to_confirm, "Confirm")
    action = only(final, "action", EXPLOITATION)
    house.until("2026-12-16T09:00:00Z")
    house.reply(action, f"not possible: {CHILD} has left the school")
    house.until("2027-01-05T09:00:00Z")
    house.send_raw(mail("poison", about), WORKER)
    while house.app.take_one_batch(fail):
        pass
    house.work()


def test_the_journey_really_carried_the_name(lived: Lived) -> None:
    text = "".join(mail.text for mail in lived.house.all())

    assert CHILD in text
    assert "marmalade" in text
    assert {"delivery-problem", "held-notice", "minutes-problems", "action-closed"} <= {
        m.kind for m in lived.house.all()
    }


def test_no_file_of_the_site_holds_the_name(lived: Lived) -> None:
    files = [path for path in lived.house.folder.rglob("*") if path.is_file()]

    found = {path.name for path in files if SECRETS.search(path.read_bytes())}

    assert {path.name for path in files} >= {"panelpost.db", "panelpost.db-wal", "panelpost.key"}
    assert found == set()
    assert [path for path in files if NAME.search(str(path).encode())] == []


def test_the_log_and_the_audit_trail_do_not_hold_the_name(lived: Lived) -> None:
    with lived.house.app.store.read() as connection:
        rows = [str(tuple(row)) for row in connection.execute(select(AuditEvent.__table__))]

    assert len(rows) > 50
    assert "mail failed" in lived.log.getvalue()
    assert not SECRETS.search("\n".join(rows).encode())
    assert not SECRETS.search(lived.log.getvalue().encode())


def test_no_subject_line_calendar_or_header_holds_the_name(lived: Lived) -> None:
    for each in lived.house.all():
        head = each.raw.partition(b"\r\n\r\n")[0]
        names = [part.get_filename() or "" for part in each.message.walk()]
        assert not NAME.search(each.subject.encode()), each.kind
        assert not NAME.search(each.calendar.encode()), each.kind
        assert not NAME.search(head), each.kind
        assert not NAME.search(" ".join(names).encode()), each.kind


@pytest.mark.parametrize(
    "words",
    [
        ("status", "--json"),
        ("status",),
        ("inbox", "list"),
        ("inbox", "list", "--json"),
        ("outbox", "list"),
        ("outbox", "list", "--json"),
        ("audit", "verify"),
        ("check", "--json"),
        ("panels", "missing_from_care", "--json"),
    ],
)
def test_no_command_that_lists_names_anybody(
    lived: Lived, panelpost: Callable[..., str], words: tuple[str, ...]
) -> None:
    assert not SECRETS.search(panelpost(lived.house, *words).encode())


@pytest.mark.parametrize("page", ["/", "/panels", "/panels/missing/terms", "/health/ready"])
def test_no_page_names_anybody(lived: Lived, page: str) -> None:
    answer = create_app(lived.house.app).test_client().get(page)

    assert answer.status_code == 200
    assert not SECRETS.search(answer.get_data())


@pytest.fixture
def panelpost() -> Callable[..., str]:
    """Run a command of the program on a house; give what it says."""
    from click.testing import CliRunner

    from core.__main__ import cli

    def run(house: House, *words: str) -> str:
        result = CliRunner().invoke(cli, ["--config", str(house.app.file), *words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return str(result.output)

    return run


# These searches could find something: the name is there when the seal is opened, or was never put on.


def test_the_name_is_in_the_sealed_columns_when_they_are_opened(lived: Lived) -> None:
    with lived.house.app.store.read() as connection:
        came = connection.execute(select(Inbox.raw)).scalars().all()
        goes = connection.execute(select(Outbox.view)).scalars().all()

    assert any(NAME.search(raw) for raw in came)
    assert any(NAME.search(view.encode()) for view in goes)


class NoSeal(Keyring):
    """A keyring that seals nothing."""

    def seal(self, value: bytes, place: str) -> bytes:
        return value

    def open(self, sealed: bytes, place: str) -> bytes:
        return sealed


def test_the_search_finds_the_name_in_a_store_that_does_not_seal(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        keyring = NoSeal({"k": bytes(32)})
        house.app.store.engine.dialect.panelpost_keyring = keyring  # type: ignore[attr-defined]
        arrival = inbox.Arrival(
            "missing-panel@panels.anytown.example", WORKER, mail(1, CHILD), "127.0.0.1", "smtp", house.clock.now()
        )

        house.app.keep([arrival])

        files = [path for path in tmp_path.rglob("panelpost.db*") if path.is_file()]
        assert any(NAME.search(path.read_bytes()) for path in files)


def test_a_database_error_does_not_quote_what_could_not_be_stored(house: House) -> None:
    with pytest.raises(Exception, match="NOT NULL") as raised, house.app.store.write() as connection:
        connection.execute(insert(Inbox).values(recipient=CHILD, raw=CHILD.encode()))

    assert CHILD not in str(raised.value)
