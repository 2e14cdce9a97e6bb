"""What most panels have in common: who sees what by need to know, and the seats and groups that recur.

`need_to_know` builds the usual rules; a panel names only what is its own. What it leaves out is in no document.
"""

from __future__ import annotations

from core.kinds import Kind, Role
from core.panels.meetings import Seat
from core.panels.results import OUTCOMES, PROMPTS
from core.panels.rules import Show

BOOKING_ANSWERS = (
    Kind.BOOKING_CONFIRMED,
    Kind.BOOKING_QUESTION,
    Kind.BOOKING_LATE,
    Kind.BOOKING_WAITING,
    Kind.BOOKING_REFUSED,
    Kind.BOOKING_MOVED,
    Kind.BOOKING_WITHDRAWN,
    Kind.BOOKING_STATUS,
)

COMMON_SHOWS: tuple[Show, ...] = (
    # A presenter is told back what they themselves wrote, and nothing else.
    Show(
        documents=BOOKING_ANSWERS,
        to=(Role.PRESENTER,),
        fields=("name", "given", "asks", "unused", "slot", "question", "written"),
    ),
    Show(
        documents=BOOKING_ANSWERS,
        to=(Role.COORDINATOR, Role.CHAIR),
        fields=("name", "slot", "unused", "written"),
        own=False,
    ),
    Show(
        documents=(Kind.LATE_REQUEST,),
        to=(Role.CHAIR,),
        fields=("name", "date_of_birth", "presenter", "reason"),
        own=False,
    ),
    Show(documents=(Kind.DUPLICATE_FLAG,), to=(Role.COORDINATOR,), fields=("name", "presenter", "question"), own=False),
    Show(
        documents=(Kind.MINUTES_REQUEST,),
        to=(Role.COORDINATOR,),
        fields=("name", "date_of_birth", "presenter", "slot"),
        own=False,
    ),
    Show(documents=(Kind.MINUTES_PROBLEMS,), to=(Role.COORDINATOR, Role.CHAIR), fields=("problems",), own=False),
)
"""What every panel type shows unless its own `shows` say otherwise for the same document and role."""

NAMES_LISTS = (Kind.NAMES_LIST, Kind.NAMES_LIST_ADDITION)
OWNERS_MAIL = (Kind.ACTION, Kind.ACTION_REMINDER, Kind.ACTION_OVERDUE, Kind.ACTION_CLOSED)
SEATED = (Role.MEMBER, Role.REPRESENTATIVE)
OFFICES = (Role.CHAIR, Role.COORDINATOR)
MINUTED = ("name", "slot", "presenter", "present", PROMPTS, OUTCOMES, "actions")

CHAIR = Seat(key="chair", label="Chair", aliases=("chairperson", "chairman", "chairwoman"))


def need_to_know(
    *,
    listed: tuple[str, ...] = ("name", "date_of_birth", "presenter", "slot"),
    minuted: tuple[str, ...] = MINUTED,
    results: tuple[str, ...] = ("name", OUTCOMES, "actions"),
    closed: tuple[str, ...] = (),
    closed_to: tuple[str, ...] = (),
    identity: tuple[str, ...] = ("name",),
    members_own: bool = False,
    copies: tuple[Role, ...] = (),
    guests: tuple[str, ...] = (),
    offices: tuple[str, ...] = (),
) -> tuple[Show, ...]:
    """Return the usual rules: the list and the minutes to the seats, everything else to those whose case it is.

    `listed` is what the names list shows of a case, `minuted` what the minutes show to every seat, `results` what a
    confirmation shows. `closed` are the parts (of minutes, drafts and what the confirmer gets) that only the holders of
    the seats `closed_to`, and the chair, see besides. `identity` is how a case is named in letters about actions and
    outcomes: ("initials",) or () where a name must not be. With `members_own`, seats see only the cases they are
    invited to (`Extracts`). `copies` are the roles of `Confirmation.copies`; `guests` is what somebody invited for
    one item sees of its minutes. `offices` is what chair and coordinator see besides on the names list.
    """
    whole = (*minuted, *closed)
    rules = [
        Show(documents=NAMES_LISTS, to=SEATED, fields=listed, own=members_own),
        Show(documents=NAMES_LISTS, to=OFFICES, fields=(*listed, *offices), own=False),
        Show(documents=(Kind.MINUTES,), to=SEATED, fields=minuted, own=members_own),
        Show(documents=(Kind.MINUTES_DRAFT,), to=OFFICES, fields=(*whole, "reason"), own=False),
        Show(documents=(Kind.MINUTES,), to=(Role.CHAIR,), fields=whole, own=False),
        Show(documents=(Kind.MINUTES,), to=(Role.COORDINATOR,), fields=whole, own=False),
        Show(
            documents=(Kind.OUTCOME_TO_CONFIRM,),
            to=(Role.CONFIRMER,),
            fields=(*identity, "presenter", OUTCOMES, "actions", *closed),
        ),
        Show(documents=(Kind.OUTCOME_CONFIRMED,), to=(Role.PRESENTER, Role.CONFIRMER, *copies), fields=results),
        Show(documents=(Kind.OUTCOME_CONFIRMED,), to=(Role.OWNER,), fields=(*identity, "actions")),
        Show(documents=OWNERS_MAIL, to=(Role.OWNER,), fields=(*identity, "actions", "reason")),
        Show(
            documents=(Kind.ACTION_OVERDUE, Kind.ACTION_CLOSED),
            to=(Role.PRESENTER,),
            fields=(*identity, "actions", "reason"),
        ),
        Show(
            documents=(Kind.ACTION_OVERDUE, Kind.ACTION_CLOSED),
            to=OFFICES,
            fields=(*identity, "actions", "reason"),
            own=False,
        ),
        Show(documents=(Kind.ACTION_OVERDUE,), to=SEATED, fields=(*identity, "actions")),  # by escalation alone
        Show(
            documents=(Kind.OUTCOME_LETTER,), to=(Role.PRESENTER, Role.SUBJECT, *SEATED, *OFFICES), fields=("letter",)
        ),
    ]
    if closed_to:
        rules.append(Show(documents=(Kind.MINUTES,), to=SEATED, fields=whole, own=members_own, seats=closed_to))
    if guests:
        rules.append(Show(documents=(Kind.MINUTES,), to=(Role.GUEST,), fields=guests))
    return tuple(rules)
