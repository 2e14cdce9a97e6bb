"""What a panel's own rules find in a booking, and who may see what: findings, history, confidentiality."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.kinds import Kind, Role
from core.panels.fields import When, setting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Check(StrEnum):
    """What becomes of a booking in which a rule finds something."""

    REFUSE = "refuse"  # not booked; the presenter is told why, and the right door
    HOLD = "hold"  # nothing is kept but the mail itself, which waits for a person; nobody is answered
    ASK = "ask"  # waits for the presenter: `field` is asked for
    CHAIR = "chair"  # waits for the chair, who answers "late yes" or "late no"
    ALERT = "alert"  # booked; coordinator (or duty manager) and presenter are told at once
    FLAG = "flag"  # booked; the chair is told
    WARN = "warn"  # booked; the presenter is told in the answer


@dataclass(frozen=True)
class Finding:
    """What a rule found. `sentence` is read by people and holds nothing personal; `door` says where to go instead."""

    check: Check
    sentence: str
    field: str = ""
    door: str = ""


@dataclass(frozen=True, kw_only=True)
class BookingRule:
    """A rule that can be declared: when all of `when` hold, `check`. See `Finding`."""

    check: Check
    when: tuple[When, ...]
    sentence: str
    field: str = ""
    door: str = ""


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What went before: one earlier booking of the same case at this panel, oldest first in a history.

    `made` and `meeting` are local days; `outcomes` are (key, values) pairs of what was recorded. What a hook is handed
    of it cannot be changed.
    """

    reference: str
    made: date
    meeting: date | None
    state: str
    values: Mapping[str, str]
    outcomes: tuple[tuple[str, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Show:
    """Who sees which values of an item in which documents; what no Show names is not shown.

    `fields` are field keys, parts of the minutes, or the core's own: `name`, `initials`, `age`, `outcomes`, `actions`,
    `prompts`, `present`, `slot`, `presenter`, `unused` (the reader's own lines), `reason`, `asks`, `given`, `question`,
    `written`, `problems`, `letter`. With `own`, only items the reader is party to. With `seats`, only for whoever holds
    one of them: such a rule counts before one without.
    """

    documents: tuple[Kind, ...]
    to: tuple[Role, ...]
    fields: tuple[str, ...]
    own: bool = True
    seats: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Nothing of a case goes on a list or an agenda before `field` holds one of `given`; `unless` all of these hold.

    When it is taken back, the booking comes off and those who had the list are told to delete the entry, without a
    reason. A case that is still not ready when its meeting is over goes to the next one. `waits` is what the presenter
    is told meanwhile. The same gate serves what is not consent (a police check, papers that must be in).
    """

    field: str
    given: tuple[str, ...] = ("yes",)
    unless: tuple[When, ...] = ()
    waits: str = "Nothing of this case is sent to anybody before consent is recorded. Reply when it is given."


@dataclass(frozen=True, kw_only=True)
class Extracts:
    """A member sees only the items they are invited to: rows of their own instead of the whole paper.

    `always` are seats that see every item. `seats` are (seat, condition) pairs for the others. `field` is a booking
    field that names the seats, agencies or people of this one case, as people write them.
    """

    field: str = ""
    always: tuple[str, ...] = ("chair",)
    seats: tuple[tuple[str, When], ...] = ()


@dataclass(frozen=True)
class CrossReference:
    """A panel type that is compared with, and what is copied from there, one way, to the chair who is told.

    `copies` are keys of that panel's own choice fields, not restricted ones: what may be said is then known beforehand,
    and no free text can come along (`core.cross_references.may_be_copied`).
    """

    panel_type: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Drop:
    """What a booking keeps no more: the values of `fields` are not kept where all of `when` hold.

    It is asked when a case is booked, booked on or changed; what an earlier booking says stays with that one.
    """

    when: tuple[When, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Confidentiality:
    """The panel's rules: marking, what each reader sees, where personal content may go.

    `secure_only` documents go in full only to addresses on the site's secure domains; others get a notice without
    personal content. `only_domains`, where given, are the only ones that get anything about a case. `outward_name` is
    what subjects, calendars and senders say instead of the panel's name. `keep_lists_months` is how long working copies
    are kept, `keep_years` how long a case is (`core.retention`); with 0, for good.

    `never` are booking fields that name people who must not learn of the case: no mail about it goes to them, and what
    they write about it is held. `discreet`: nobody can tell from an answer whether somebody is known. `anonymous`: no
    identity is in any document, and none may stand in the minutes. `apart`: no case may be named in another's minutes;
    `apart_unless` is a heading of them under which the chair, and nobody else, writes that it is necessary to name one
    (its reference and why).
    `rivals` is a booking field that names other subjects: two of them are not heard at one meeting unless the chair
    says so; with `counterclaims`, two bookings that name one another both wait for the chair, wherever they are.
    `never_surnames` are the fields among `never` of which a shared surname is enough. A mail with one of `held_words`
    is kept for a person and goes no further; `held_tell` ("chair" or "seat:<key>") are told of it besides the
    coordinator, and nothing of what it says.
    `permission`: papers go to nobody besides those invited unless the chair names them under a field of `guests`; who
    asks for it is told that the chair was asked.
    `privileged_to` are the seats (or "chair", "coordinator", "presenter") that see privileged fields and parts;
    `privileged` are the parts that are so. `consent` and `extracts` as they say. `cross_reference` are panel types: a
    subject who is discussed there too is flagged to the chair, by reference and date alone, and with what a
    `CrossReference` copies besides. `drops` as it says.
    """

    marking: str = setting("marking", "OFFICIAL-SENSITIVE", "The marking on every message")
    shows: tuple[Show, ...] = ()
    secure_only: bool = True
    only_domains: tuple[str, ...] = ()
    outward_name: str = ""
    keep_lists_months: int = setting("keep_lists_months", 12, "Months that names lists and invitations are kept")
    keep_years: int = setting("keep_years", 0, "Years that a case is kept after its last meeting; 0: for good")
    never: tuple[str, ...] = ()
    never_surnames: tuple[str, ...] = ()
    discreet: bool = False
    anonymous: bool = False
    apart: bool = False
    apart_unless: str = ""
    permission: bool = False
    rivals: str = ""
    counterclaims: bool = False
    held_words: tuple[str, ...] = ()
    held_tell: tuple[str, ...] = ()
    privileged: tuple[str, ...] = ()
    privileged_to: tuple[str, ...] = ()
    consent: Consent | None = None
    extracts: Extracts | None = None
    drops: tuple[Drop, ...] = ()
    cross_reference: tuple[str | CrossReference, ...] = ()

    @property
    def compared(self) -> dict[str, tuple[str, ...]]:
        """The panel types a subject is looked for at: key to what is copied from there (mostly nothing)."""
        each = (one if isinstance(one, CrossReference) else CrossReference(one) for one in self.cross_reference)
        return {one.panel_type: one.copies for one in each}


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """Words that show immediate danger are answered with this advice; the booking is still made.

    `alert` is an address that is told at once (without any content); empty means the coordinator. With `words`, only
    these count as immediate danger: where every case speaks of threats, the usual words would ring each time.
    """

    advice: tuple[str, ...] = (
        "This panel is not an emergency service, and its mailbox is not watched day and night.",
        "If somebody is in immediate danger, call 999 now.",
        "Tell your manager or the duty service today. It does not wait for the panel.",
    )
    words: tuple[str, ...] = ()
    alert: str = setting("duty_email", "", "Who is told at once of immediate danger; empty: the coordinator")


@dataclass(frozen=True, kw_only=True)
class Bookers:
    """Who may book, where not every identified worker may: those at one of `domains` (none given: everybody).

    Somebody else is told `sentence` and `door`; nothing they wrote is kept on a booking.
    """

    domains: tuple[str, ...]
    sentence: str
    door: str = ""


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Tell the chair, without a name, when `at_least` open bookings say the same under `field` (a place, a vehicle)."""

    field: str
    at_least: int
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Linked:
    """Cases that are two and belong together (twins): `field` is a booking field that names the other's reference.

    `shares` are pairs (outcome, a field of it): once that is final in one case, it is the value `shared_learning` in
    the papers of the other, where a Show names it. Either booking may say that they are linked.
    """

    field: str
    shares: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Guests:
    """People whom a booking names and who come for that one item: `fields` are booking fields that name them.

    They are invited to its slot, and read of it what a Show gives `Role.GUEST`.
    """

    fields: tuple[str, ...] = field(default=())
