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

from core.identity import marks, stands_in
from core.kinds import Kind, Purpose, Role
from core.panels import COMMON_SHOWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.panels import Confidentiality, FieldKind, Show

MEETING = "MEETING"
"""The reference of the item that is about the meeting itself."""

Value = Any
"""What a view may hold: JSON (text, numbers, lists, mappings with text keys)."""


@dataclass(frozen=True)
class Reader:
    """Somebody who might read a document, and as what.

    `own` are the references they are party to, `seats` what they hold or stand in for at the panel.
    """

    person_id: int
    address: str
    name: str
    role: Role
    own: frozenset[str] = frozenset()
    seats: frozenset[str] = frozenset()


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
    item. `purpose` and `about` make the signed reply address; `thread` are Message-IDs, the one answered last. A
    `nameless` one is passed round: readers and rules are asked about the case it comes from, and no view says which.
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
    nameless: bool = False


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

    @property
    def identities(self) -> Mapping[str, FieldKind]:
        """The booking fields that tell who the subject is, and their kinds."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """What the booking fields are called."""
        ...

    @property
    def privileged(self) -> frozenset[str]:
        """The values that are legal advice."""
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
        return tuple(item.ref for item in self.items if item.ref and item.ref != MEETING)


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
the reader's own lines (`unused`) and the choices another panel lets a chair see (`copied`)."""


_WHO = frozenset({"name", "initials", "given", "unused", "written"})
"""The core's own values that tell who a subject is."""


def disclose(
    document: Document,
    readers: Iterable[Reader],
    panel: PanelFacts,
    is_secure: Callable[[str], bool],
    may_see: Callable[[Kind, Role, str, Mapping[str, Value], tuple[str, ...]], bool] | None = None,
    barred: Callable[[Reader, str], str] | None = None,
) -> Disclosure:
    """Decide, reader by reader, which view of a document goes out.

    `is_secure` tells whether personal content may go to an address; `may_see` is the panel's own narrowing
    (hook `panel_may_see`), asked value by value after the declared rules; `barred` says why a reader gets nothing of
    one booking ("" when they do): they declared an interest, or must not learn of it.
    """
    views: list[Disclosed] = []
    withheld: list[Withheld] = []
    for reader in readers:
        open_to, why = _not_barred(document, reader, barred)
        if why:
            withheld.append(Withheld(reader, why))
        if document.items and not open_to.items:
            continue
        items = _visible_items(open_to, reader, panel, may_see)
        if items is None:
            withheld.append(Withheld(reader, f"no rule of this panel lets a {reader.role} read a {document.kind}"))
            continue
        notice = panel.confidentiality.secure_only and not is_secure(reader.address) and any(i.values for i in items)
        if notice:
            items = tuple(replace(item, values={}) for item in items)
            withheld.append(Withheld(reader, "the address is not on a secure domain: a notice without names was sent"))
        if document.nameless:
            items = tuple(replace(item, ref="") for item in items)
        views.append(_view(document, reader, panel, items, notice=notice))
    return Disclosure(tuple(views), tuple(withheld))


def _not_barred(
    document: Document, reader: Reader, barred: Callable[[Reader, str], str] | None
) -> tuple[Document, str]:
    """Return the document without the items that are closed to this one reader, and why the first of them is."""
    if barred is None:
        return document, ""
    reasons = {item.ref: barred(reader, item.ref) for item in document.items}
    why = next((reason for reason in reasons.values() if reason), "")
    return (replace(document, items=tuple(i for i in document.items if not reasons[i.ref])) if why else document), why


def _visible_items(
    document: Document,
    reader: Reader,
    panel: PanelFacts,
    may_see: Callable[[Kind, Role, str, Mapping[str, Value], tuple[str, ...]], bool] | None,
) -> tuple[Item, ...] | None:
    """Return the items a reader may see; None when the whole document is closed to them."""
    rules = panel.confidentiality
    if document.kind in OPEN_KINDS:
        shown = {"unused", "copied"} if reader.role is Role.CHAIR else {"unused"}
        shown = set() if rules.anonymous else shown
        return tuple(Item(item.ref, _only(item.values, shown)) for item in document.items)
    show = _rule(document.kind, reader, rules)
    if show is None:
        return None
    items = tuple(item for item in document.items if not show.own or item.ref in reader.own or item.ref == MEETING)
    if not any(item.ref != MEETING for item in items) and any(item.ref != MEETING for item in document.items):
        return None
    closed = _closed_to(reader, panel)
    fields = set(show.fields) - closed
    unsaid = {panel.labels[key] for key in closed if key in panel.labels}
    seen = []
    for item in items:
        values = _only(item.values, fields)
        if unsaid and "given" in values:  # not even told back to whoever sent it: their mail may be passed on
            values["given"] = [pair for pair in values["given"] if pair[0] not in unsaid]
        if rules.anonymous:
            who = marks(item.values, panel.identities)
            values = {key: value for key, value in values.items() if key not in _WHO and not stands_in(value, who)}
        if may_see is not None:
            seats = tuple(sorted(reader.seats))
            values = {
                key: value
                for key, value in values.items()
                if may_see(document.kind, reader.role, key, item.values, seats)
            }
        seen.append(Item(item.ref, values))
    return tuple(seen)


def _closed_to(reader: Reader, panel: PanelFacts) -> frozenset[str]:
    """Return the privileged values when the reader is none of those who may see them, whatever a Show says."""
    to = set(panel.confidentiality.privileged_to)
    return frozenset() if reader.role.value in to or reader.seats & to else panel.privileged


def _rule(kind: Kind, reader: Reader, rules: Confidentiality) -> Show | None:
    """Return the panel's own rule for a document and reader, one for their seat first, else the common one."""
    found = [show for show in (*rules.shows, *COMMON_SHOWS) if kind in show.documents and reader.role in show.to]
    for_seat = (show for show in found if reader.seats & set(show.seats))
    return next(for_seat, None) or next((show for show in found if not show.seats), None)


def _only(values: Mapping[str, Value], fields: set[str]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if key in fields}


def _view(document: Document, reader: Reader, panel: PanelFacts, items: tuple[Item, ...], *, notice: bool) -> Disclosed:
    return Disclosed(
        kind=document.kind,
        panel=panel.key,
        panel_name=panel.confidentiality.outward_name or panel.name,
        mailbox=panel.address,
        marking=panel.confidentiality.marking,
        reader=reader,
        items=items,
        facts=_with_labels(document.facts, items, panel.labels),
        meeting=document.meeting,
        calendar=document.calendar,
        purpose=document.purpose,
        about=document.about,
        thread=document.thread,
        is_answer=document.is_answer,
        notice=notice,
        _seal=_SEAL,
    )


def _with_labels(facts: Mapping[str, Value], items: tuple[Item, ...], labels: Mapping[str, str]) -> Mapping[str, Value]:
    """Return the facts with what the panel calls the fields that are shown."""
    shown = {key: labels[key] for item in items for key in item.values if key in labels}
    return {**facts, "labels": shown} if shown else facts


def dump(view: Disclosed) -> str:
    """Write a view as JSON for the outbox (a sealed column)."""
    plain = {key: value for key, value in view.__dict__.items() if key != "_seal"}
    reader = view.reader
    plain["reader"] = {**asdict(reader), "own": sorted(reader.own), "seats": sorted(reader.seats)}
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
            "reader": Reader(
                **{
                    **reader,
                    "role": Role(reader["role"]),
                    "own": frozenset(reader["own"]),
                    "seats": frozenset(reader.get("seats", ())),
                }
            ),
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
