"""What each kind of mail carries, as `docs/documents.md` says it, with the shape of every value.

A view leaves out what its reader may not see. `read` fills every gap with the empty value of its shape, so that a
template can ask `if item.name` and a name that is in no contract is an error at once (StrictUndefined).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from core.kinds import Kind


class Shape(StrEnum):
    """What a fact or value is made of. DAY, CODE, COUNT and FLAG hold no free text: a subject line may use them."""

    TEXT = "text"
    DAY = "day"  # an ISO date
    CODE = "code"  # one of a few words of ours
    COUNT = "count"
    FLAG = "flag"
    LINES = "lines"
    PAIRS = "pairs"
    TRIPLES = "triples"
    OUTCOMES = "outcomes"
    ACTIONS = "actions"
    SECTIONS = "sections"  # [[title, [lines]]]


Contract = Mapping[str, Shape]

IN_SUBJECTS = frozenset({Shape.DAY, Shape.CODE, Shape.COUNT, Shape.FLAG})

_T, _D, _F, _L, _P = Shape.TEXT, Shape.DAY, Shape.FLAG, Shape.LINES, Shape.PAIRS

_MEETING: Contract = {
    "dates": _L,
    "changed": _L,
    "seat": _T,
    "standing_in_for": _T,
    "from_date": _D,
    "represented": _F,
    "older": _F,
}
_SLOT: Contract = {"preparation": _L, "changed": _L, "from_date": _D}
_NAMES: Contract = {"none": _F, "answers_by": _D, "corrected": _F, "withdrawn": _F, "stays_with_you": _F}

FACTS: Mapping[Kind, Contract] = {
    Kind.BOOKING_CONFIRMED: {
        "preparation": _L,
        "emergency": _L,
        "already": _F,
        "joined": _F,
        "late_allowed": _F,
        "rebooked": _F,
        "place_free": _F,
        "flags": _L,
        "alerts": _L,
        "referred_from": _T,
    },
    Kind.BOOKING_QUESTION: {
        "question": Shape.CODE,
        "offered": _L,
        "emergency": _L,
        "referred_from": _T,
        "alerts": _L,
        "flags": _L,
    },
    Kind.BOOKING_LATE: {
        "chair": _T,
        "closed": _F,
        "alerts": _L,
        "flags": _L,
        "next_date": _D,
        "emergency": _L,
        "preparation": _L,
        "already": _F,
        "joined": _F,
    },
    Kind.BOOKING_WAITING: {
        "position": Shape.COUNT,
        "no_meeting": _F,
        "due": _D,
        "alerts": _L,
        "flags": _L,
        "next_date": _D,
        "emergency": _L,
        "already": _F,
        "joined": _F,
    },
    Kind.BOOKING_REFUSED: {"reason": _T, "doors": _L, "listed_before": _F},
    Kind.BOOKING_MOVED: {"from_date": _D, "why": Shape.CODE},
    Kind.BOOKING_WITHDRAWN: {"stays": _F},
    Kind.BOOKING_STATUS: {"status": _T, "changed": _F, "over": _F, "emergency": _L, "flags": _L},
    Kind.CONFIRM_SENDER: {},
    Kind.HELP: {"commands": _P, "panels": _P, "dates": _P, "done": _T},
    Kind.TERMS: {"text": _T, "dated": _D},
    Kind.NOT_UNDERSTOOD: {"commands": _P, "reason": _T},
    Kind.UNREADABLE: {"what": _T},
    Kind.MEETING_INVITE: _MEETING,
    Kind.MEETING_UPDATE: _MEETING,
    Kind.MEETING_CANCEL: _MEETING,
    Kind.SLOT_INVITE: _SLOT,
    Kind.SLOT_UPDATE: _SLOT,
    Kind.SLOT_CANCEL: _SLOT,
    Kind.NOMINATE: {"seat": _T, "why": Shape.CODE},
    Kind.QUORUM_WARNING: {"lacks": _L, "cases": _P, "answers": _P, "blocks": _F},
    Kind.NAMES_LIST: _NAMES,
    Kind.NAMES_LIST_ADDITION: _NAMES,
    Kind.AGENDA: {},
    Kind.LATE_REQUEST: {"chair": _T, "closed": _F, "next_date": _D, "list_date": _D},
    Kind.DUPLICATE_FLAG: {"one_item": _F},
    Kind.HELD_NOTICE: {
        "reason": _T,
        "inbox_id": Shape.COUNT,
        "received": _T,
        "danger": _F,
        "permission": _F,
        "what": _T,
    },
    Kind.DELIVERY_PROBLEM: {"what": _T, "to": _T, "address": _T, "words": _T, "final": _F},
    Kind.DAILY_DIGEST: {"sections": Shape.SECTIONS},
    Kind.MINUTES_REQUEST: {
        "prompts": _L,
        "presenters": _F,
        "outcomes": Shape.SECTIONS,
        "meeting_prompts": _L,
        "answers": _P,
        "due": _D,
    },
    Kind.MINUTES_PROBLEMS: {"kept": Shape.COUNT},
    Kind.MINUTES_DRAFT: {"revision": Shape.COUNT, "answers_by": _D},
    Kind.MINUTES: {"revision": Shape.COUNT, "approved": _T},
    Kind.OUTCOME_TO_CONFIRM: {
        "confirm_by": _D,
        "reminder": _F,
        "title": _T,
        "may_differ": _F,
        "proposed": _F,
        "needs": _L,
    },
    Kind.OUTCOME_CONFIRMED: {
        "confirmed": _T,
        "title": _T,
        "recorded": _F,
        "decided_otherwise": _F,
        "decided": _F,
        "referred": _P,
    },
    Kind.OUTCOME_LETTER: {"confirmed": _T, "title": _T, "rights": _L, "addressee": _T, "hand_over": _F, "booked": _F},
    Kind.ACTION: {"draft": _F, "final": _F, "due": _D, "decided": _F},
    Kind.ACTION_REMINDER: {"draft": _F, "due": _D},
    Kind.ACTION_OVERDUE: {"draft": _F, "due": _D, "days_over": Shape.COUNT, "escalated": _F},
    Kind.ACTION_CLOSED: {"state": Shape.CODE, "due": _D},
}
"""The facts of each kind: never personal."""

VALUES: Contract = {
    "name": _T,
    "initials": _T,
    "age": _T,
    "slot": _T,
    "given": _P,
    "asks": _P,
    "unused": _L,
    "written": _T,
    "date_of_birth": _T,
    "case_number": _T,
    "responsible_authority": _T,
    "presenter": _T,
    "reason": _T,
    "reasons": _T,
    "question": _T,
    "withdrawn": _T,
    "problems": Shape.TRIPLES,
    "present": _T,
    "prompts": _P,
    "outcomes": Shape.OUTCOMES,
    "actions": Shape.ACTIONS,
    "letter": _L,
    "copied": _P,
}
"""The values an item may have, in any kind. Another key is a panel's own: see `own_parts`."""

_ACTIONS = "_actions"
_WIDTH = {Shape.PAIRS: 2, Shape.TRIPLES: 3, Shape.SECTIONS: 2}


def read(contract: Contract, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return every key of a contract with its value in its shape; what is missing or None is empty."""
    return {key: _shaped(shape, given.get(key)) for key, shape in contract.items()}


def _shaped(shape: Shape, value: Any) -> Any:  # noqa: PLR0911 - one answer a shape
    match shape:
        case Shape.FLAG:
            return bool(value)
        case Shape.COUNT:
            return int(value or 0)
        case Shape.TEXT | Shape.DAY | Shape.CODE:
            return "" if value is None else str(value)
        case Shape.LINES:
            return [str(line) for line in _several(value)]
        case Shape.OUTCOMES:
            return [_outcome(each) for each in _several(value)]
        case Shape.ACTIONS:
            return [_action(each) for each in _several(value)]
        case _:
            return [_row(each, _WIDTH[shape]) for each in _several(value)]


@dataclass(frozen=True)
class Own:
    """What an item holds under keys of the panel's own: texts by label, and parts that not every reader gets."""

    texts: list[list[str]]
    prompts: list[list[str]]
    outcomes: list[SimpleNamespace]
    actions: list[SimpleNamespace]

    @property
    def is_closed(self) -> bool:
        """Return whether there is any part of the minutes in it."""
        return bool(self.prompts or self.outcomes or self.actions)


def own_parts(values: Mapping[str, Any], labels: Mapping[str, str]) -> Own:
    """Return what stands under keys that are in no contract, by its shape: text, headings, outcomes, actions.

    A list of [label, text] is headings, one of mappings is outcomes, or actions under a key that ends in `_actions`.
    What has no shape that we know is left out: a panel's value never stops a mail. `labels` say what the panel calls
    its own fields.
    """
    own = Own([], [], [], [])
    for key, value in values.items():
        if key in VALUES:
            continue
        label = labels.get(key) or key.replace("_", " ").capitalize()
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            own.texts.extend([[label, str(value)]] if str(value).strip() else [])
            continue
        for part in value if isinstance(value, (list, tuple)) else ():
            if isinstance(part, Mapping) and key.endswith(_ACTIONS):
                own.actions.append(_action(part))
            elif isinstance(part, Mapping):
                own.outcomes.append(_outcome(part))
            elif isinstance(part, str):
                own.prompts.append([label, part])
            elif isinstance(part, (list, tuple)) and part:
                own.prompts.append([str(cell) for cell in _row(part, _WIDTH[Shape.PAIRS])])
    return own


def _several(value: Any) -> Sequence[Any]:
    """Return a list as it is; one single value as a list of one."""
    if value is None or value == "":
        return ()
    return value if isinstance(value, (list, tuple)) else (value,)


def _row(value: Any, width: int) -> list[Any]:
    """Return a row of exactly so many cells: what is too short or too long must not stop a mail."""
    cells = ["" if cell is None else cell for cell in _several(value)][:width]
    return cells + [""] * (width - len(cells))


def _outcome(given: Mapping[str, Any]) -> SimpleNamespace:
    shapes = {"label": Shape.TEXT, "fields": Shape.PAIRS, "urgent": Shape.FLAG, "guard": Shape.TEXT}
    return SimpleNamespace(**read(shapes, given))


def _action(given: Mapping[str, Any]) -> SimpleNamespace:
    return SimpleNamespace(**read(dict.fromkeys(("what", "owner", "due", "outcome"), Shape.TEXT), given))
