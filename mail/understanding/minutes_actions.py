"""Action lines of the minutes: who, what, by when."""

from __future__ import annotations

import re
from datetime import date

from core.intents import ActionGiven, MinutesLine
from mail.understanding.dates import read_date

_ACTION = re.compile(
    r"(?P<owner>.{2,60}?)\s+(?:to|will|is to|should)\s+(?P<what>.+?)(?:[\s,]+(?:by|before|due)\s+(?P<due>.+))?"
)


def read_action_line(line: MinutesLine, today: date) -> ActionGiven:
    """Read "owner | what | due date", labelled parts in any order, or "Jo Bloggs to visit by 12 January"."""
    parts = [
        re.sub(
            r"^(?:owner|who|what|action|task|due|by|when|by when|date)\s*:\s*", "", each.strip(), flags=re.IGNORECASE
        )
        for each in line.value.split("|")
    ]
    parts = [part for part in parts if part]
    if len(parts) == 1 and (match := _ACTION.fullmatch(parts[0])):
        parts = [match["owner"], match["what"], match["due"] or ""]
    due = next((day for part in reversed(parts[1:]) if (day := read_date(part, today))), None)
    texts = [part for part in parts[1:] if part and (due is None or read_date(part, today) != due)]
    owner, what = (parts[0] if parts else ""), " ".join(texts)
    problems = []
    if not owner or not what:
        problems.append("Write who, what and the date due: owner name or email | what | due date.")
    elif due is None:
        problems.append("When is this action due? Write: owner name or email | what | due date.")
    return ActionGiven(line.number, f"{line.label}: {line.value}", owner.strip(), what.strip(), due, tuple(problems))
