"""What sort of mail this is: a table of small named rules. The first that names a sort wins; every hit is recorded.

Two separate questions (mail-rules 5). *Is it a request?* Only sure signs say no, so that no referral is thrown away.
*May I answer?* Cautious: whatever looks like a program's work is not answered, and the mail is shown to a person.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from mail.incoming import Incoming


class Sort(StrEnum):
    """What a mail is, before anybody reads its words."""

    CALENDAR = "calendar"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    UNREADABLE = "unreadable"
    PERSON = "person"


@dataclass(frozen=True)
class Sorting:
    """A mail's sort, whether an answer may go out, and the names of all rules that hit."""

    sort: Sort
    may_answer: bool
    rules: tuple[str, ...]


class _Mail(NamedTuple):
    incoming: Incoming
    mail_from: str | None


class _Rule(NamedTuple):
    name: str
    hits: Callable[[_Mail], bool]
    sort: Sort | None = None  # None: the mail may still be a request
    silences: bool = True


_METHOD = re.compile(rb"^METHOD:[ \t]*([A-Za-z-]+)", re.MULTILINE | re.IGNORECASE)
_ANSWERS = frozenset({"reply", "counter", "refresh", "declinecounter"})
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_DAEMONS = frozenset({"mailer-daemon", "postmaster"})
_SILENT_PRECEDENCE = frozenset({"bulk", "junk", "list"})
_RESPONDERS = ("x-autoreply", "x-autorespond", "x-auto-reply-from")  # older vacation programs
_TAG = r"(?:\[[^\]]{0,40}\]\s*|external:\s*)*"
_OUT_OF_OFFICE = re.compile(
    rf"\s*{_TAG}(?:automatic reply|auto(?:matic)?[ -]?(?:reply|response)|auto:|out[ -]of[ -](?:the[ -])?office"
    r"|(?:i am |i'm )?away from (?:the |my )?(?:office|desk|mail|e-?mail)|(?:on )?(?:annual )?leave (?:notice|reply)"
    r"|vacation (?:reply|response)|abwesenheit|automatische antwort|r[ée]ponse automatique)",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"undeliver|returned mail|delivery (?:status|failure|problem|has failed)|mail delivery (?:failed|system|error)"
    r"|failure notice|could not be delivered|non-?delivery",
    re.IGNORECASE,
)
_GOOD_NEWS = frozenset({"delivered", "relayed", "expanded"})
_FIELD = re.compile(r"^([A-Za-z-]{1,40}):[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_MOST_WORDS = 500
_MOST_SCANNED = 50_000


def sort(incoming: Incoming, mail_from: str | None) -> Sorting:
    """Return what sort of mail this is; `mail_from` is the envelope sender, None for the null sender `<>`."""
    mail = _Mail(incoming, mail_from)
    hits = [rule for rule in _RULES if rule.hits(mail)]
    named = next((rule.sort for rule in hits if rule.sort), Sort.PERSON)
    return Sorting(named, not any(rule.silences for rule in hits), tuple(rule.name for rule in hits))


def read_bounce(incoming: Incoming) -> tuple[str, bool]:
    """Return the server's words for a delivery report, and whether the failure is final.

    The words come from message/delivery-status (RFC 3464), else from the beginning of the text.
    """
    fields = _status_fields(incoming)
    diagnoses = fields.get("diagnostic-code", []) or fields.get("status", [])
    words = "; ".join(dict.fromkeys(diagnoses)) or " ".join(incoming.text.split())
    actions = [action.lower() for action in fields.get("action", [])]
    if actions:
        final = "failed" in actions
    elif statuses := fields.get("status", []):
        final = any(not status.startswith("4") for status in statuses)
    else:
        temporary, permanent = _flufl(incoming)
        final = permanent or not temporary
    return words[:_MOST_WORDS], final


# Is it a delivery report? A gate of headers first, then a look behind it.


def _report_type(mail: _Mail) -> str:
    """Return the report-type of a multipart/report, in lower case; "" when it is none."""
    value = mail.incoming.header("content-type").lower()
    if not value.startswith("multipart/report"):
        return ""
    found = re.search(r'report-type\s*=\s*"?([\w-]+)', value)
    return found[1] if found else "unnamed"


def _is_receipt(mail: _Mail) -> bool:
    parts = {part.content_type for part in mail.incoming.parts}
    return _report_type(mail) == "disposition-notification" or "message/disposition-notification" in parts


def _brings_good_news(mail: _Mail) -> bool:
    actions = {action.lower() for action in _status_fields(mail.incoming).get("action", [])}
    return bool(_report_type(mail)) and bool(actions) and actions <= _GOOD_NEWS


def _is_delivery_report(mail: _Mail) -> bool:
    kind = _report_type(mail)
    return kind == "delivery-status" or (kind != "" and bool(mail.incoming.delivery_status))


def _is_report(mail: _Mail) -> bool:
    return bool(_report_type(mail))


def _is_bounce(mail: _Mail) -> bool:
    """Tell whether a mail behind the gate is a bounce: some servers send them as plain text."""
    failed = "x-failed-recipients" in mail.incoming.headers
    if not (_is_null(mail) or _is_from_daemon(mail) or failed):
        return False
    if failed or mail.incoming.delivery_status or _RETURNED.search(mail.incoming.subject):
        return True
    # Vacation programs use the null sender too, but then they say what they are.
    if _is_null(mail) and not (_is_submitted_by_program(mail) or _is_out_of_office(mail) or _is_responder(mail)):
        return True
    return any(_flufl(mail.incoming))


def _flufl(incoming: Incoming) -> tuple[bool, bool]:
    """Ask flufl.bounce whether recipients failed (for now, for good): it knows the texts of forty servers."""
    # It logs its own failures with the mail's words, and it raised 12 times on ordinary mail.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL + 1)
    try:
        from flufl.bounce import all_failures  # noqa: PLC0415 -- only behind the gate

        message = Message()
        for name in ("from", "subject", "x-failed-recipients"):
            if name in incoming.headers:
                message[name] = incoming.header(name)
        message["content-type"] = "text/plain"
        message.set_payload(incoming.text[:_MOST_SCANNED])
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 -- the same
        return False, False
    return bool(temporary), bool(permanent)


def _status_fields(incoming: Incoming) -> dict[str, list[str]]:
    """Return the fields of message/delivery-status, unfolded, without the type before the words (`smtp; 550 ...`)."""
    found: dict[str, list[str]] = {}
    for field in _FIELD.finditer(incoming.delivery_status):
        name, value = field[1].lower(), " ".join(field[2].split())
        if name == "diagnostic-code":
            value = value.partition(";")[2].strip() or value
        found.setdefault(name, []).append(value)
    return found


# Is it a calendar's?


def _answers_invitation(mail: _Mail) -> bool:
    return any(method in _ANSWERS for method in _methods(mail))


def _is_calendar(mail: _Mail) -> bool:
    """Tell whether a mail is a calendar message of another method, or holds nothing but a calendar.

    A calendar program names the method in the content type (RFC 6047 2.4). Without one it is a file that somebody has
    attached to what they wrote.
    """
    named = any(p.parameters.get("method") for p in mail.incoming.parts if p.content_type == "text/calendar")
    return bool(mail.incoming.calendars) and (named or not mail.incoming.text.strip())


def _methods(mail: _Mail) -> set[str]:
    declared = (p.parameters.get("method", "") for p in mail.incoming.parts if p.content_type in _CALENDARS)
    written = (found[1].decode() for content in mail.incoming.calendars if (found := _METHOD.search(content)))
    return {method.lower() for method in (*declared, *written) if method}


# Did a program send it?


def _is_ours(mail: _Mail) -> bool:
    return "panelpost-kind" in mail.incoming.headers


def _is_null(mail: _Mail) -> bool:
    return mail.mail_from is None or "".join(mail.incoming.header("return-path").split()) == "<>"


def _is_from_daemon(mail: _Mail) -> bool:
    return any(address.partition("@")[0] in _DAEMONS for _, address in mail.incoming.from_addresses)


def _is_submitted_by_program(mail: _Mail) -> bool:
    """RFC 3834: anything but `no`; parameters and comments may follow the word."""
    values = mail.incoming.headers.get("auto-submitted", ())
    words = (re.split(r"[;(\s]", value.strip(), maxsplit=1)[0] for value in values)
    return any(word.lower() not in {"", "no"} for word in words)


def _is_out_of_office(mail: _Mail) -> bool:
    return bool(_OUT_OF_OFFICE.match(mail.incoming.subject))


def _is_responder(mail: _Mail) -> bool:
    return any(name in mail.incoming.headers for name in _RESPONDERS)


def _has_silent_precedence(mail: _Mail) -> bool:
    return any(value.strip().lower() in _SILENT_PRECEDENCE for value in mail.incoming.headers.get("precedence", ()))


def _is_list(mail: _Mail) -> bool:
    return any(name.startswith("list-") for name in mail.incoming.headers)


def _asks_for_silence(mail: _Mail) -> bool:
    return any(
        value.strip().lower() not in {"", "none"} for value in mail.incoming.headers.get("x-auto-response-suppress", ())
    )


def _is_encrypted(mail: _Mail) -> bool:
    return bool(mail.incoming.encrypted)


_RULES = (
    # Reports name themselves, so they come first: one may carry our invitation or our loop mark inside.
    _Rule("read-receipt", _is_receipt, Sort.AUTOMATIC),
    _Rule("delivered-report", _brings_good_news, Sort.AUTOMATIC),
    _Rule("delivery-report", _is_delivery_report, Sort.BOUNCE),
    _Rule("other-report", _is_report, Sort.AUTOMATIC),
    # Room mailboxes and calendar servers answer with Auto-Submitted: an answer it is all the same.
    _Rule("calendar-answer", _answers_invitation, Sort.CALENDAR, silences=False),
    # Ours go out with the null sender too: coming back whole they are a loop, not a bounce.
    _Rule("own-loop", _is_ours, Sort.AUTOMATIC),
    _Rule("bounce", _is_bounce, Sort.BOUNCE),
    # A wrapper's service may mark what it sends as automatic: somebody's words are inside.
    _Rule("encrypted", _is_encrypted, Sort.UNREADABLE, silences=False),
    _Rule("auto-submitted", _is_submitted_by_program, Sort.AUTOMATIC),
    _Rule("null-sender", _is_null, Sort.AUTOMATIC),
    _Rule("calendar", _is_calendar, Sort.CALENDAR, silences=False),
    # No sure signs: these only keep us silent.
    _Rule("mail-daemon", _is_from_daemon),
    _Rule("precedence", _has_silent_precedence),
    _Rule("list", _is_list),
    _Rule("responses-unwanted", _asks_for_silence),
    _Rule("responder", _is_responder),
    _Rule("out-of-office-subject", _is_out_of_office),
)
