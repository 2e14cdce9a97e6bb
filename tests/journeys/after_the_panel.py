"""What journeys after a meeting have in common: children booked, the meeting held, its minutes written and approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.house import WORKER, House, Mail, only

if TYPE_CHECKING:
    from collections.abc import Sequence

MEETING_OVER = "2026-12-08T17:30:00Z"
MANAGER = "pat.lee@anytown.example"
SAM = "Please book Sam Example, dob 3/4/2012, into the next panel."


def book(house: House, text: str = SAM, sender: str = WORKER, name: str = "Jo Bright") -> str:
    """Book a child and return the reference."""
    return only(house.write(sender, text, name=name), "booking-confirmed").ref


def held(house: House, at: str = MEETING_OVER) -> Mail:
    """Let the meeting be held; return the request for its minutes."""
    return only(house.until(at), "minutes-request")


def minute(house: House, text: str, *, asked: Mail | None = None) -> Mail:
    """Write minutes that have nothing wrong; return the draft the chair gets."""
    return only(house.reply(asked or held(house), text, quote=False), "minutes-draft")


def approve(house: House, text: str, *, asked: Mail | None = None) -> list[Mail]:
    """Write minutes and let the chair approve them; return what comes of it."""
    return house.reply(minute(house, text, asked=asked), "approve")


def confirm(house: House, text: str, *, asked: Mail | None = None) -> list[Mail]:
    """Write minutes, approve them and confirm every booking's outcomes; return what the confirmations bring."""
    approved = approve(house, text, asked=asked)
    return [
        mail
        for question in approved
        if question.kind == "outcome-to-confirm"
        for mail in house.reply(question, "Confirm")
    ]


def block(reference: str, *lines: str) -> str:
    """Return a block of minutes."""
    return "\n".join((f"[{reference}]", "Present: presenter came", *lines, ""))


def said(mail: Mail) -> str:
    """Return a mail's text in one line, as it is read and not as it is folded."""
    return " ".join(mail.text.split())


def readers(mails: Sequence[Mail], kind: str) -> set[str]:
    """Return who got a mail of a kind."""
    return {mail.to for mail in mails if mail.kind == kind}
