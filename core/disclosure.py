"""Who may read what: the only place that decides which part of a document goes to whom.

`disclose` takes a document and the people who might read it, and returns `Disclosed` views. Composing and the outbox
accept nothing else, so nobody can send to a bare address. The default is closed: a value that no `Show` of the panel
names for this document and role is left out; a reader whom no rule lets in gets nothing; an address that is not on a
secure domain gets a notice without personal content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from core.kinds import Kind, Purpose, Role
from core.panels import COMMON_SHOWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.panels import Confidentiality, Show

Value = Any
"""What a view may hold: JSON (text, numbers, lists, mappings with text keys)."""


@dataclass(frozen=True)
class Reader:
    """Somebody who might read a document, and as what. `own` are the references they are party to."""

    person_id: int
    address: str
    name: str
    role: Role
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Item:
    """What a document says about one booking (or about the meeting, reference "MEETING")."""

    ref: str
    values: Mapping[str, Value]


@dataclass(frozen=True)
class MeetingFacts:
    """The meeting (or slot) a document is about: local ISO date, start and end in UTC, place."""

    date: str
    starts: datetime
    ends: datetime
    place: str


@dataclass(frozen=True)
class CalendarEntry:
    """One VEVENT for one recipient (calendar-rules "What we send"). Times are UTC; nothing in it is personal.

    `partstat` is the recipient's last answer; `role` CHAIR, REQ-PARTICIPANT or OPT-PARTICIPANT; with `removed`, a
    CANCEL takes one person off a meeting that goes on (no STATUS). `delegated_from` is the member a representative
    stands for.
    """

    method: str
    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    place: str
    summary: str
    description: str
    role: str = "REQ-PARTICIPANT"
    partstat: str = "NEEDS-ACTION"
    tentative: bool = False
    removed: bool = False
    delegated_from: str = ""
    stamp: datetime | None = None  # DTSTAMP: rises with every copy one person is sent of one UID


@dataclass(frozen=True)
class Document:
    """A paper about to be sent, before anybody is chosen to read it.

    `facts` hold nothing personal (dates, counts, codes, our own sentences). Everything about a person is a value of an
    item. `purpose` and `about` make the signed reply address; `thread` are Message-IDs, the one answered last.
    """

    kind: Kind
    items: tuple[Item, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    meeting: MeetingFacts | None = None
    calendar: CalendarEntry | None = None
    purpose: Purpose = Purpose.PANEL
    about: int = 0
    thread: tuple[str, ...] = ()
    is_answer: bool = False  # Auto-Submitted: auto-replied rather than auto-generated


class PanelFacts(Protocol):
    """What a view says about its panel (core.sites.Panel has it)."""

    @property
    def key(self) -> str:
        """The panel's key at the site."""
        ...

    @property
    def name(self) -> str:
        """The panel's name as people read it."""
        ...

    @property
    def address(self) -> str:
        """The panel's mailbox, whole."""
        ...

    @property
    def confidentiality(self) -> Confidentiality:
        """The panel's rules."""
        ...


_SEAL = object()


@dataclass(frozen=True)
class Disclosed:
    """The part of one document that one reader may see. Made by `disclose` and `restore` only."""

    kind: Kind
    panel: str
    panel_name: str
    mailbox: str
    marking: str
    reader: Reader
    items: tuple[Item, ...]
    facts: Mapping[str, Value]
    meeting: MeetingFacts | None
    calendar: CalendarEntry | None
    purpose: Purpose
    about: int
    thread: tuple[str, ...]
    is_answer: bool
    notice: bool  # personal content withheld: the address is not on a secure domain
    _seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse to exist when made anywhere else."""
        if self._seal is not _SEAL:
            message = "A view is made by core.disclosure alone."
            raise TypeError(message)

    @property
    def refs(self) -> tuple[str, ...]:
        """The booking references in this view, in order."""
        return tuple(item.ref for item in self.items if item.ref and item.ref != "MEETING")


@dataclass(frozen=True)
class Withheld:
    """A reader who gets nothing, and why (a sentence for the coordinator)."""

    reader: Reader
    why: str


@dataclass(frozen=True)
class Disclosure:
    """What came of one document: the views that go out, and who was left out."""

    views: tuple[Disclosed, ...]
    withheld: tuple[Withheld, ...]


OPEN_KINDS = frozenset(
    {
        Kind.CONFIRM_SENDER,
        Kind.HELP,
        Kind.TERMS,
        Kind.NOT_UNDERSTOOD,
        Kind.UNREADABLE,
        Kind.MEETING_INVITE,
        Kind.MEETING_UPDATE,
        Kind.MEETING_CANCEL,
        Kind.SLOT_INVITE,
        Kind.SLOT_UPDATE,
        Kind.SLOT_CANCEL,
        Kind.NOMINATE,
        Kind.QUORUM_WARNING,
        Kind.AGENDA,
        Kind.HELD_NOTICE,
        Kind.DELIVERY_PROBLEM,
        Kind.DAILY_DIGEST,
    }
)
"""Documents that say nothing of any subject: any reader the handler addresses may have them, with no item values but
the reader's own lines (`unused`)."""


def disclose(
    document: Document,
    readers: Iterable[Reader],
    panel: PanelFacts,
    is_secure: Callable[[str], bool],
    may_see: Callable[[Kind, Role, str, Mapping[str, Value]], bool] | None = None,
) -> Disclosure:
    """Decide, reader by reader, which view of a document goes out.

    `is_secure` tells whether personal content may go to an address; `may_see` is the panel's own narrowing
    (hook `panel_may_see`), asked value by value after the declared rules.
    """
    views: list[Disclosed] = []
    withheld: list[Withheld] = []
    for reader in readers:
        items = _visible_items(document, reader, panel.confidentiality, may_see)
        if items is None:
            withheld.append(Withheld(reader, f"no rule of this panel lets a {reader.role} read a {document.kind}"))
            continue
        notice = panel.confidentiality.secure_only and not is_secure(reader.address) and any(i.values for i in items)
        if notice:
            items = tuple(replace(item, values={}) for item in items)
            withheld.append(Withheld(reader, "the address is not on a secure domain: a notice without names was sent"))
        views.append(_view(document, reader, panel, items, notice=notice))
    return Disclosure(tuple(views), tuple(withheld))


def _visible_items(
    document: Document,
    reader: Reader,
    rules: Confidentiality,
    may_see: Callable[[Kind, Role, str, Mapping[str, Value]], bool] | None,
) -> tuple[Item, ...] | None:
    """Return the items a reader may see; None when the whole document is closed to them."""
    if document.kind in OPEN_KINDS:
        return tuple(Item(item.ref, _only(item.values, {"unused"})) for item in document.items)
    show = _rule(document.kind, reader.role, rules)
    if show is None:
        return None
    items = tuple(item for item in document.items if not show.own or item.ref in reader.own)
    if document.items and not items:
        return None
    fields = set(show.fields)
    seen = []
    for item in items:
        values = _only(item.values, fields)
        if may_see is not None:
            values = {
                key: value for key, value in values.items() if may_see(document.kind, reader.role, key, item.values)
            }
        seen.append(Item(item.ref, values))
    return tuple(seen)


def _rule(kind: Kind, role: Role, rules: Confidentiality) -> Show | None:
    """Return the panel's own rule for a document and role, else the common one."""
    for show in (*rules.shows, *COMMON_SHOWS):
        if kind in show.documents and role in show.to:
            return show
    return None


def _only(values: Mapping[str, Value], fields: set[str]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if key in fields}


def _view(document: Document, reader: Reader, panel: PanelFacts, items: tuple[Item, ...], *, notice: bool) -> Disclosed:
    return Disclosed(
        kind=document.kind,
        panel=panel.key,
        panel_name=panel.name,
        mailbox=panel.address,
        marking=panel.confidentiality.marking,
        reader=reader,
        items=items,
        facts=document.facts,
        meeting=document.meeting,
        calendar=document.calendar,
        purpose=document.purpose,
        about=document.about,
        thread=document.thread,
        is_answer=document.is_answer,
        notice=notice,
        _seal=_SEAL,
    )


def dump(view: Disclosed) -> str:
    """Write a view as JSON for the outbox (a sealed column)."""
    plain = {key: value for key, value in view.__dict__.items() if key != "_seal"}
    plain["reader"] = {**asdict(view.reader), "own": sorted(view.reader.own)}
    plain["items"] = [{"ref": item.ref, "values": dict(item.values)} for item in view.items]
    plain["facts"] = dict(view.facts)
    for key in ("meeting", "calendar"):
        part = getattr(view, key)
        plain[key] = None if part is None else _times_as_text(asdict(part))
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def restore(text: str) -> Disclosed:
    """Read a view back from the outbox."""
    plain: dict[str, Any] = json.loads(text)
    reader = plain["reader"]
    meeting, calendar = plain["meeting"], plain["calendar"]
    return Disclosed(
        **{
            **plain,
            "kind": Kind(plain["kind"]),
            "purpose": Purpose(plain["purpose"]),
            "reader": Reader(**{**reader, "role": Role(reader["role"]), "own": frozenset(reader["own"])}),
            "items": tuple(Item(item["ref"], item["values"]) for item in plain["items"]),
            "meeting": None if meeting is None else MeetingFacts(**_times_from_text(meeting)),
            "calendar": None if calendar is None else CalendarEntry(**_times_from_text(calendar)),
            "thread": tuple(plain["thread"]),
        },
        _seal=_SEAL,
    )


def _times_as_text(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in part.items()}


def _times_from_text(part: dict[str, Any]) -> dict[str, Any]:
    times = ("starts", "ends", "stamp")
    return {key: datetime.fromisoformat(value) if key in times and value else value for key, value in part.items()}
