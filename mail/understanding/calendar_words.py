"""What a person wrote into a calendar answer, apart from what their calendar program writes there by itself.

Google, Apple, Thunderbird, Nextcloud and others put a sentence of their own and the event's details into the mail;
Outlook quotes the event's header below an empty line. None of it is a comment.
"""

from __future__ import annotations

import re

from mail.understanding.phrases import any_of

_SAYS = any_of(
    r"(?:has |have )?(?:tentatively |provisionally )?(?:accepted|declined|confirmed|responded)",
    r"(?:has |have )?replied (?:to|[\"']?maybe)",
    "(?:has |have )?(?:delegated|cancelled|proposed a new time)",
    r"(?:will|might|may|will not|won't) (?:be )?(?:attend|participat)\w*",
)
_ABOUT = any_of("(?:i?cal(?:endar)? )?invitations?", "events?", "meetings?", "appointments?")
# "Jo Bloggs has accepted this invitation.", but not "I have accepted the meeting, and will be late".
_MACHINE = re.compile(rf"^(?!(?:I|We)\b).{{1,150}}?\b{_SAYS}\b.{{0,60}}?\b{_ABOUT}\b", re.IGNORECASE)
_WITH_NOTE = re.compile(r"\bwith (?:this|the following) (?:note|comment|message)\b", re.IGNORECASE)
_NOTE = re.compile(r"\s*[\"“'‘](?P<note>[^\"”]{1,2000})[\"”'’]\s*(?:\n|$)")
_DETAILS = re.compile(
    any_of(
        r"\s*(?:_{5,}|\*~\*~|~~//~~|-{2,}\s*original)",
        r"\s*(?:when|where|who|what|location|organi[sz]er|from|start(?:s| time)?|time|event|summary|title)\s*:",
        r"\s*invitation from google",
        r"\s*invitation answer attached",
        r"\s*microsoft teams (?:meeting|need help)",
    ),
    re.IGNORECASE,
)
_TITLE = re.compile(r"\s*(?:accepted|declined|tentative|tentatively accepted|maybe)\s*(?::.*)?", re.IGNORECASE)


def comment_in(text: str) -> str:
    """Return what the person added to a calendar answer; "" when it is all their program's."""
    lines = text.split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        if _MACHINE.match(line.strip()):
            return "\n".join((*kept, _note("\n".join(lines[number:])))).strip()
        if _DETAILS.match(line):
            break
        if not _TITLE.fullmatch(line):
            kept.append(line)
    return "\n".join(kept).strip()


def _note(text: str) -> str:
    """Return the note that Google quotes below its own sentence."""
    opening = _WITH_NOTE.search(text)
    found = _NOTE.match(text, text.find("\n", opening.end())) if opening and "\n" in text[opening.end() :] else None
    return " ".join(found["note"].split()) if found else ""
