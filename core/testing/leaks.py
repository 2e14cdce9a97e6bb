"""Looks for what should not be in a mail: every value of an item is a mark of its own, and the whole MIME tree is read.

What a reader may have is reckoned here from the panel's rules by themselves, not by `core.disclosure`, which is what is
being looked at.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from core.disclosure import OPEN_KINDS, Document, Item, MeetingFacts, Reader, disclose
from core.kinds import Kind, Role
from core.panels import COMMON_SHOWS, Sensitivity

if TYPE_CHECKING:
    from core.disclosure import Disclosed
    from core.host import Host
    from core.panels import Confidentiality, FieldKind, PanelType, Show

Compose = Callable[["Disclosed"], bytes]

OWN, OTHER = "OWN-26-0001", "OTH-26-0002"
_STARTS = datetime(2026, 12, 8, 14, tzinfo=UTC)
MEETING = MeetingFacts("2026-12-08", _STARTS, _STARTS + timedelta(hours=3), "Harbour House")
_WHO = ("name", "initials", "given", "unused", "written")


@dataclass(frozen=True)
class Leak:
    """A value that reached a reader in a document without a rule."""

    document: Kind
    reader: str
    key: str


@dataclass(frozen=True)
class Facts:
    """What a view says about the panel it is of."""

    key: str
    name: str
    address: str
    confidentiality: Confidentiality
    identities: Mapping[str, FieldKind]
    privileged: frozenset[str]
    labels: Mapping[str, str]


def facts(declared: PanelType) -> Facts:
    """Return a panel of this type as `core.disclosure` asks about it."""
    rules = declared.confidentiality
    parts = (*rules.privileged, *(f"{part}_actions" for part in rules.privileged))
    privileged = [each.key for each in declared.fields if each.sensitivity is Sensitivity.PRIVILEGED]
    identities = {each.key: each.kind for each in declared.fields if each.sensitivity is Sensitivity.IDENTITY}
    address = "panel@panels.anytown.example"
    labels = {each.key: each.label for each in declared.fields}
    return Facts(declared.key, declared.name, address, rules, identities, frozenset((*privileged, *parts)), labels)


def marked_values(declared: PanelType, whose: str) -> dict[str, Any]:
    """Return every value an item can have, each with a mark that stands nowhere else. `whose` parts two items."""
    parts = {each.part for each in declared.minutes.case} | {"prompts"}
    outcomes = {each.part for each in declared.outcomes} | {"outcomes"}
    keys = [each.key for each in declared.fields]
    texts = [
        "name",
        "initials",
        "age",
        "slot",
        "presenter",
        "reason",
        "question",
        "written",
        "present",
        "reasons",
        "shared_learning",
        "week",
    ]
    values: dict[str, Any] = {key: mark(whose, key) for key in dict.fromkeys((*keys, *texts))}
    values |= {key: [["Heading", mark(whose, key)]] for key in ("given", "asks", "copied", *parts)}
    values |= {key: [mark(whose, key)] for key in ("unused", "letter")}
    values["problems"] = [[1, mark(whose, "problems"), "A sentence."]]
    for key in outcomes:
        values[key] = [{"label": "resolved", "fields": [["Detail", mark(whose, key)]], "urgent": False, "guard": ""}]
    for key in ("actions", *(f"{part}_actions" for part in outcomes if part != "outcomes")):
        values[key] = [{"what": mark(whose, key), "owner": "somebody", "due": "2026-12-15", "outcome": ""}]
    return values


def mark(whose: str, key: str) -> str:
    """Return the mark of a value: letters and digits only, so that no mail program's folding breaks it."""
    return f"zq{whose[:3].lower()}{key.replace('_', '')}qz"


def readers(declared: PanelType) -> Iterator[Reader]:
    """Yield a reader of every role, members in every seat."""
    for role in Role:
        seated = role in {Role.MEMBER, Role.REPRESENTATIVE}
        for seats in ([each.key] for each in declared.seats) if seated else ([],):
            yield Reader(7, "reader@anytown.example", "Robin Reader", role, frozenset({OWN}), frozenset(seats))


def allowed(declared: PanelType, kind: Kind, reader: Reader) -> tuple[set[str], set[str]]:
    """Return the keys a reader may have of their own item and of another, by the rules alone."""
    rules = declared.confidentiality
    if kind in OPEN_KINDS:
        keys = set() if rules.anonymous else {"unused", *(("copied",) if reader.role is Role.CHAIR else ())}
        return keys, keys
    show = _show(rules, kind, reader)
    if show is None:
        return set(), set()
    keys = set(show.fields)
    to = set(rules.privileged_to)
    if reader.role.value not in to and not reader.seats & to:
        keys -= facts(declared).privileged
    if rules.anonymous:
        keys -= {*_WHO, *facts(declared).identities}
    return keys, set() if show.own else keys


def _show(rules: Confidentiality, kind: Kind, reader: Reader) -> Show | None:
    fitting = [each for each in (*rules.shows, *COMMON_SHOWS) if kind in each.documents and reader.role in each.to]
    seated = [each for each in fitting if set(each.seats) & reader.seats]
    return next(iter((*seated, *(each for each in fitting if not each.seats))), None)


def views(host: Host, declared: PanelType, kind: Kind, reader: Reader) -> tuple[Disclosed, ...]:
    """Return what one reader would be sent of a document that holds everything, of a case of theirs and another."""

    def may_see(kind: Kind, role: Role, field: str, values: Mapping[str, Any], seats: tuple[str, ...]) -> bool:
        handed = {"document": kind, "role": role, "field": field, "values": values, "seats": seats, "settings": {}}
        return host.call(declared.key, "panel_may_see", default=True, **handed)

    items = tuple(Item(ref, marked_values(declared, ref)) for ref in (OWN, OTHER))
    document = Document(kind=kind, items=items, meeting=MEETING)
    return disclose(document, (reader,), facts(declared), lambda _: True, may_see).views


def tree(content: bytes) -> str:
    """Return everything that is in a message: each part's headers and decoded content, names of files included."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    found = []
    for part in message.walk():
        found += [f"{name}: {value}" for name, value in part.items()]
        if not part.is_multipart():
            payload = part.get_payload(decode=True)
            found.append(payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload))
    return "\n".join(found)


def find(host: Host, declared: PanelType, compose: Compose) -> Iterator[Leak]:
    """Yield every value that reaches a reader in some document without a rule for it."""
    marks = {ref: {key: mark(ref, key) for key in marked_values(declared, ref)} for ref in (OWN, OTHER)}
    read: dict[tuple[object, ...], str] = {}
    for kind in Kind:
        for reader in readers(declared):
            may = dict(zip((OWN, OTHER), allowed(declared, kind, reader), strict=True))
            for view in views(host, declared, kind, reader):
                # The same values in the same kind of mail to the same role are the same mail, whatever the seat.
                shown = (kind, reader.role, *((item.ref, *item.values) for item in view.items))
                whole = read.get(shown) or read.setdefault(shown, tree(compose(view)))
                for ref, keys in marks.items():
                    for key, sign in keys.items():
                        if key not in may[ref] and sign in whole:
                            yield Leak(kind, reader.role.value, key)


def texts(host: Host, declared: PanelType, compose: Compose) -> Iterator[tuple[Kind, str]]:
    """Yield the plain text of each kind of mail, as the first reader who gets one has it."""
    for kind in Kind:
        view = next((view for reader in readers(declared) for view in views(host, declared, kind, reader)), None)
        if view is not None:
            message = email.message_from_bytes(compose(view), policy=email.policy.default)
            body = message.get_body(("plain",))
            yield kind, str(body.get_content()) if body else ""
