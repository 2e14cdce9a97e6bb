"""The writer's prose as sentences: wrapped lines joined, greetings and names at the end taken off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.panels import PanelType
from mail.understanding.booking.ours import in_our_words
from mail.understanding.booking.request import spelt
from mail.understanding.lines import Line
from mail.understanding.sentences import sentences

_WRAPS_FROM = 50  # a line at least so long may go on in the next
_HELLO = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|morning|afternoon|evening|bore da|sala+m|"
    r"namaste|bonjour|shalom|howdy|greetings)\b)"
    r"(?P<who>(?: +(?:all|team|both|there|again|everyone|panel(?: admin| team)?|colleagues?|folks)\b|,? "
    r"+(?-i:[A-Z])[\w'\-]+(?: +(?:(?:and|&) +)?(?-i:[A-Z])[\w'\-]+){0,2}"
    r"(?= *[,.!:–—-])| +(?-i:[A-Z])[\w'\-]+(?= +(?:can|could|please|pls|would|i|is|just|we|this|may|hope|any|am|"
    r"re)\b))?)[ ,.!:–—-]*\s+(?=\S)",
    re.IGNORECASE,
)
_END_THANKS = re.compile(
    r"[\s,.!–-]*\b(?:(?:many |lots of |with )?(?:thanks|thank you|thx|ta|cheers|diolch|kind regards|best wishes|"
    r"regards|bw)(?: so much| very much| again| in advance)?)"
    r"[\s,.!–-]*(?P<name>(?:[^\W\d_][\w'\-]*[\s.]*){0,2})x*[\s.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """One sentence: the numbers of the lines it stands on, as written, and as it is read (`text`).

    In that typing slips are put right, and the panel's own names are "panel".
    """

    numbers: tuple[int, ...]
    written: str
    text: str
    listed: bool = False
    opens: bool = False  # ends with a colon, or is followed by a list
    greeted: str = ""

    @property
    def dictated(self) -> bool:
        """Return whether capitals say nothing here: all small, or all capitals."""
        words = re.findall(r"[^\W\d_]{2,}", self.text)
        rest = "".join(word for word in words[1:] if not (word.isupper() and len(word) <= 4))  # noqa: PLR2004 - a count of words, letters or parts
        return bool(words) and (rest.islower() or not rest or self.text.upper() == self.text)


def said(lines: Sequence[Line], sender: frozenset[str], panel: PanelType) -> tuple[Said, ...]:
    """Return the sentences of the writer's own lines, in order; `sender` are the words of their name."""
    result: list[Said] = []
    for numbers, text, listed in _paragraphs(lines):
        for each in sentences(text):
            result += _sentence(each, numbers, listed, sender, panel)
    return tuple(result)


def _paragraphs(lines: Sequence[Line]) -> list[tuple[tuple[int, ...], str, bool]]:
    found: list[tuple[tuple[int, ...], str, bool]] = []
    longest = 0
    for line in lines:
        text = (
            " ".join(line.text.split())
            if "\t" not in line.text
            else " - ".join(each.strip() for each in line.text.split("\t"))
        )
        before = found[-1] if found else None
        follows = before is not None and before[0][-1] == line.number - 1 and line.letter == "p"
        if before and follows and _wraps(before[1], longest, text):
            found[-1] = ((*before[0], line.number), f"{before[1]} {text}", before[2])
        else:
            found.append(((line.number,), text, line.letter == "i"))
        longest = len(line.text)
    return found


def _wraps(before: str, length: int, text: str) -> bool:
    if re.search(r"[.!?:]\W*$", before):
        return False
    return (
        text[:1].islower()
        or length >= _WRAPS_FROM
        or bool(re.search(r"\b(?:the|a|for|to|in|on|of|and|at|with|by|DOB|dob)$", before))
    )


def _sentence(
    written: str, numbers: tuple[int, ...], listed: bool, sender: frozenset[str], panel: PanelType
) -> list[Said]:
    text = in_our_words(spelt(written), panel)
    hello = _HELLO.match(text)
    if hello:
        text = text[hello.end() :]
    text = without_sender(text, sender)
    if not text.strip(" .,!-–x"):
        return []
    return [
        Said(
            numbers,
            written,
            text,
            listed,
            text.rstrip().endswith((":", ":-", ": -")),
            hello["who"].strip(" ,") if hello else "",
        )
    ]


def without_sender(text: str, sender: frozenset[str]) -> str:
    """Return `text` without thanks and the sender's name at its end ("... completed. Chidi", "many thanks yusuf")."""
    thanks = _END_THANKS.search(text)
    if (
        thanks
        and thanks.start() >= 0
        and all(word in sender for word in re.findall(r"[^\W\d_]{2,}", thanks["name"].lower()))
    ):
        text = text[: thanks.start()] if thanks.start() else ""
    last = re.search(
        r"(?:^|(?<=[.!?)])\s+|\s[-–]\s*)(?P<name>[^\W\d_][\w'\-]*(?:\s+[^\W\d_][\w'\-]*)?)\s*x*[.!]?\s*$", text
    )
    if (
        last
        and all(word in sender for word in re.findall(r"[^\W\d_]{2,}", last["name"].lower()))
        and len(last["name"]) > 1
    ):
        text = text[: last.start()]
    return text.strip()
