"""What a confirmer adds to "confirm": other words for the same thing, or a wish that makes it no plain confirmation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from core.intents import Confirm

if TYPE_CHECKING:
    from mail.understanding.heard import Heard, Reading

_WORDING = re.compile(
    r"[-*•\s]*(?:correct(?:ed)? |change of )?(?:re)?word(?:ing|ed)\s*[:\-–—]\s*(?P<old>.+?)"
    r"\s*(?:-+>|=+>|→|\bshould (?:read|say|be)\b|\bto read\b)\s*(?P<new>.+?)\s*",
    re.IGNORECASE,
)
_MARKS = "\"'“”‘’ "
# Words that can take something back from a yes. A friendly sentence below it has none of them.
_WISH = re.compile(
    r"\b(?:but|except|apart from|chang\w+|change|instead|amend\w*|correct\w*|wrong|incorrect|should|must|unless"
    r"|provided|however|remove|add|only|subject to|not|n't|mistake|error)\b|\?",
    re.IGNORECASE,
)


def with_wording(reading: Reading, heard: Heard) -> Reading:
    """Return the reading with the wording a confirmer corrects in it, and whether they wish for more than that."""
    lines = [line.strip() for line in heard.body.splitlines()]
    found = [match for line in lines if (match := _WORDING.fullmatch(line))]
    said = {match[0].strip() for match in found}
    unused = tuple(each for each in reading.unused if not any(each in line or line in each for line in said))
    qualified = any(_WISH.search(each) for each in unused)
    pairs = tuple((match["old"].strip(_MARKS), match["new"].strip(_MARKS)) for match in found)
    intents = tuple(
        Confirm(wording=pairs, qualified=qualified) if isinstance(each, Confirm) else each for each in reading.intents
    )
    return replace(reading, intents=intents, unused=unused)
