"""Cuts a person's words into phrases: sentences and lines, with the polite words around them taken off.

A command is a whole phrase, so that "he was not done with school" is no "done". Unlike a sentence, a phrase never runs
over a line that somebody ended on purpose.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from core.intents import Intent
from mail.understanding.sentences import sentences

_WRAP = 50  # a shorter line was ended on purpose, not wrapped by the mail program
_LONGEST = 2000  # characters of a phrase that is looked at for polite words
_END = 80  # of them at its end
_SIGNS = {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\xa0": " ", "\u202f": " "}
_INVISIBLE = dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "")
_FOLD = str.maketrans(_SIGNS | _INVISIBLE)
_BULLET = re.compile(r"^[\s>|]*(?:[-*•·▪o➢]\s+|\(?\d{1,2}[.)]\s+(?!\d))?")


def any_of(*ways: str) -> str:
    """Return a pattern that matches any of these patterns."""
    return "(?:" + "|".join(ways) + ")"


_HELLO = any_of("hi", "hiya", "hello", "hey", "dear", "(?:good )?(?:morning|afternoon|evening)", "good day")
_POSSIBLE = r"(?:that is|that's|thats) (?:ok|okay|possible|all ?right|alright)"
_REGARDS = r"(?:(?:kind|kindest|best|warm|warmest|many)(?: and best)? (?:regards|wishes|thanks))"
_LEADS = re.compile(
    any_of(
        rf"{_HELLO}(?: there| all| both| team| everyone| panel)?(?:(?: [\w'.-]+){{0,3}}\s*[,!:-]+)?\s+",
        r"(?:please|pls|plz|plse|kindly|just|so|also|and|then|ok|okay|right|sorry|unfortunately|oops|actually|yes|yep|fyi"
        r"|thanks(?: for (?:this|that|these|letting me know|the \w+))?|thank you|many thanks|as discussed)\b[,;:!. -]+",
        r"(?:can|could|would|will|may|might) (?:you|we|i|u|someone)\b[, ]*",
        r"(?:is it|would it be|it would be) (?:possible|good|great) (?:to|for (?:you|us|me) to|if you could)\s+",
        r"(?:are|would) you (?:be )?able to\s+",
        r"(?:i|we)(?:'d| would| should)?(?: now| just| really| also)? (?:like|want|wish|need|have)(?: you)?(?: to)?\s+",
        r"(?:i|we)(?:'d| would) be grateful if you (?:could|would)\s+",
        r"(?:i am|i'm|we are|this is)(?: just)?(?: writing| emailing)? to (?:ask (?:you )?to |request |say )?",
        r"(?:i am|i'm|we're|we are) afraid(?: that)?[, ]+",
    ),
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,;.!?:-]*\b"
    + any_of(
        *(
            "please",
            "pls",
            "plz",
            "thx",
            "ta",
            "cheers",
            "regards",
            "from me",
            "many thanks",
            "if (?:at all )?possible",
            "sorry",
        ),
        *(
            "thanks(?: again| very much| a lot| all| so much)?",
            "thank you(?: very much)?",
            rf"if {_POSSIBLE}",
            _REGARDS,
        ),
    )
    + r")+[\s,;.!?:-]*$|[\s,;.!?:-]+$",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"(\w+)[\s,;.!?:-]*\Z")
# The last words of what `_TAIL` takes off: it costs 25 microseconds to find nothing.
_POLITE_ENDS = {
    *("please", "pls", "plz", "thx", "ta", "cheers", "regards", "wishes", "me", "thanks", "possible", "sorry"),
    *("again", "much", "lot", "all", "you", "ok", "okay", "right", "allright", "alright"),
}
# "withdraw this, Jo" but not "move to 12, January".
_NAME_AT_END = re.compile(
    r"(?<=[a-z0-9]),\s+(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))[A-Z][a-z'-]+[.!]?$"
)
_PLEASED = any_of(
    *(
        "ok",
        "okay",
        "great",
        "brilliant",
        "perfect",
        "lovely",
        "super",
        "excellent",
        "fab",
        "wonderful",
        "noted(?: with)?",
    ),
    *(
        "received",
        "will do",
        "sure",
        "good",
        "understood",
        "got it",
        "fine",
        "(?:much )?appreciated",
        "all good",
        "thx",
        "ta",
    ),
    *(
        "cheers",
        "no problem",
        "no worries",
        "speak soon",
        r"see you (?:then|there|on [^.!?]{1,30}+)",
        "(?:happy )?to help",
    ),
    r"(?:many |much )?thank(?:s| you| u)?"
    r"(?: (?:again|very much|so much|a lot|a million|all|both|indeed|in advance|for [^,.!?;]{1,60}+))*+",
    r"(?:this|that)(?:'s| is) (?:really |very |so )?(?:great|helpful|good|fine|kind|lovely|perfect)",
    r"(?:i )?hope (?:you|this|all|that)[^.!?]{1,40}+",
    r"have a (?:good|nice|lovely)[^.!?]{1,20}+",
)
_COURTESY = re.compile(
    any_of(
        rf"{_HELLO}\b(?: [\w'.&/-]+){{0,4}}",
        rf"(?:{_PLEASED}(?: [A-Z][a-z]+)?\b[\s,.!-]*+)++",
        rf"(?:(?:with )?{_REGARDS}|regards|best|bw|kr|all the best|yours \w+|sincerely|diolch)(?:,? [\w'.-]+){{0,3}}",
        r"sent from (?:my|outlook|yahoo|mail|samsung).{0,40}",
        r"get outlook for .{0,80}",
        r"official(?:[- ]sensitive)?.{0,40}",
        r"\[(?:external|secure|cjsm)\].{0,400}",
        r"caution: .{0,400}",
        r"",
    )
    + r"\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Phrase:
    """A sentence or a line: `text` as written, `core` without bullets, greeting, polite words and end marks.

    `paragraph` counts the blocks between blank lines, `line` the lines; `alone`: it has its line to itself.
    """

    text: str
    core: str
    paragraph: int = 0
    alone: bool = True
    line: int = 0

    @property
    def is_courtesy(self) -> bool:
        """Return whether it only greets, thanks, takes leave or marks."""
        return len(self.text) < _LONGEST and _COURTESY.fullmatch(self.text.strip()) is not None


@dataclass(frozen=True)
class Said:
    """An intent, and the numbers (from 0) of the phrases it was read from."""

    intent: Intent
    phrases: tuple[int, ...]


def fold(text: str) -> str:
    """Return `text` with plain quotes, dashes and spaces, and without invisible characters."""
    return text.translate(_FOLD)


def phrases(text: str, most: int | None = None) -> tuple[Phrase, ...]:
    """Return the phrases of a text, in order, and no more than `most`."""
    found: list[Phrase] = []
    paragraph = 0
    for number, line in enumerate(_unwrapped(fold(text))):
        if most is not None and len(found) >= most:
            break
        if not line.strip():
            paragraph += 1
            continue
        parts = sentences(_BULLET.sub("", line))
        found += (Phrase(each, core(each), paragraph, len(parts) == 1, number) for each in parts)
    return tuple(found[:most])


def unsaid(text: str, found: Sequence[Phrase], used: Collection[int]) -> str:
    """Return the lines of a text without the phrases that were of use: a line of which none was stays as written."""
    touched = {found[number].line for number in used}
    kept: dict[int, list[str]] = {}
    for number, phrase in enumerate(found):
        if number not in used:
            kept.setdefault(phrase.line, []).append(phrase.text)
    lines = _unwrapped(fold(text))
    return "\n".join(" ".join(parts) if line in touched else lines[line] for line, parts in sorted(kept.items()))


def core(text: str) -> str:
    """Return a phrase without the polite words around it, in its own capitals."""
    left = fold(text).strip()
    if len(left) > _LONGEST:
        return left
    left = _NAME_AT_END.sub("", left)
    before = None
    while before != left:
        before = left
        left = (left[:-_END] + _without_tail(left[-_END:])).strip(' "*_')
        left = _LEADS.sub("", left, count=1) if _LEADS.match(left) else left
    return left


def _without_tail(end: str) -> str:
    """Return the end of a phrase without polite words and marks; few end in the last word of any."""
    last = _LAST_WORD.search(end)
    if last and last[1].lower() not in _POLITE_ENDS:
        return end[: last.end(1)]
    return _TAIL.sub("", end)


def is_one_of(words: str, *patterns: str) -> bool:
    """Return whether the words are, from end to end, what one of the patterns says."""
    return _compiled(patterns).fullmatch(words.strip()) is not None


@cache
def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(any_of(*patterns), re.IGNORECASE)


def reason_of(written: str, more: str = "") -> str:
    """Return a reason without the words and marks that lead to it."""
    whole = f"{written}{'' if more[:1] in '.!?' else ' '}{more}".strip()
    leads = r"(?:[\s:;,.-]|reasons?\s*(?:is|:)|because of\b|because\b|(?:as|since)\b(?! of))+"
    return re.sub(rf"^{leads}", "", whole, flags=re.IGNORECASE).strip()


def _unwrapped(text: str) -> list[str]:
    """Return the lines, with those joined that a mail program wrapped."""
    joined: list[str] = []
    last = ""
    for line in text.split("\n"):
        wrapped = len(last) >= _WRAP and not re.search(r"[.!?:;]\s*$", last[-3:]) and re.match(r"[a-z0-9(\"']", line)
        if wrapped:
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
        last = line
    return joined
