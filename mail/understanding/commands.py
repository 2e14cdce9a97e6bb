"""The words of design A5, read forgivingly: who asks for help or dates, withdraws, moves, confirms, reports an action.

A command is a whole phrase, or a pattern in prose that nothing else can mean. Every command is read whoever wrote it: core
checks the role. What the reply address was for decides a bare word ("yes", "agreed", "done").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.intents import Approve, Confirm, Intent, LateAnswer, NotAgreed
from core.kinds import Purpose
from mail.understanding.action_words import read_action
from mail.understanding.asking_words import read_request, read_withdrawal
from mail.understanding.context import Context
from mail.understanding.meeting_commands import read_meeting_command, read_move
from mail.understanding.phrases import Phrase, Said, is_one_of, reason_of

_NUMBER_DIGITS = 4
_ONLY_ALONE = {"help", "help me"}  # "Help! What do I do?" does not ask how to write to us


def find_references(text: str, prefix: str) -> tuple[str, ...]:
    """Return the booking references in a text, in order: "mis 26 7" is `MIS-26-0007`."""
    pattern = _reference(prefix)
    found = (
        f"{prefix.upper()}-{match['year']}-{int(match['number']):0{_NUMBER_DIGITS}}" for match in pattern.finditer(text)
    )
    return tuple(dict.fromkeys(found))


def read_commands(phrases: Sequence[Phrase], context: Context) -> tuple[Said, ...]:
    """Return every command in the phrases, in order. A reason runs on to the end of its paragraph."""
    reference = _reference(context.prefix)
    found: list[Said] = []
    for number, phrase in enumerate(phrases):
        if found and number in found[-1].phrases:
            continue
        words = _without_reference(phrase.core, reference)
        following = _rest_of_paragraph(phrases, number, context, reference)
        stop = phrase.text.rstrip()[-1:] if following and phrase.text.rstrip()[-1:] in ".!?" else ""
        more = " ".join((stop, *(phrases[each].text for each in following))).strip()
        intent = _read(words, more, context) if phrase.alone or words.lower() not in _ONLY_ALONE else None
        if intent:
            used = following if _takes_more(intent) else ()
            found.append(Said(intent, (number, *used)))
    return tuple(found)


def _reference(prefix: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-]){re.escape(prefix)}\s?[-–—/ ]?\s?(?:20(?=\d\d[-–—/ ]))?(?P<year>\d\d)\s?[-–—/ ]?\s?(?P<number>\d{{1,6}})(?!\w|-\d)",
        re.IGNORECASE,
    )


def _without_reference(words: str, reference: re.Pattern[str]) -> str:
    around = rf"[\s(\[]*(?:\b(?:booking|ref(?:erence)?|case)[\s.:]*(?:no\.?|number)?[\s:]*)?{reference.pattern}[)\]]?"
    left = re.sub(around, " ", words, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", left).strip(" ,;:.-") if left != words else words


def _rest_of_paragraph(
    phrases: Sequence[Phrase], number: int, context: Context, reference: re.Pattern[str]
) -> tuple[int, ...]:
    """Return the phrases a reason may run on to: up to a blank line, a farewell or the next command."""
    found: list[int] = []
    for each in range(number + 1, len(phrases)):
        phrase = phrases[each]
        if phrase.paragraph != phrases[number].paragraph or phrase.is_courtesy:
            break
        if _read(_without_reference(phrase.core, reference), "", context):
            break
        found.append(each)
    return tuple(found)


def _takes_more(intent: Intent) -> bool:
    return any(hasattr(intent, each) for each in ("reason", "note"))


def _read(words: str, more: str, context: Context) -> Intent | None:
    """Return the first reading of one phrase. The purpose of the reply address comes first: it settles bare words."""
    purpose = context.purpose
    steps: tuple[Callable[[], Intent | None], ...] = (
        lambda: _late(words) if purpose is Purpose.LATE else None,
        lambda: _confirmed(words, more, bare=True) if purpose is Purpose.CONFIRM else None,
        lambda: read_action(words, more, context.today, bare=True) if purpose is Purpose.ACTION else None,
        lambda: _approved(words, bare=True) if purpose is Purpose.DRAFT else None,
        lambda: read_meeting_command(words, context),
        lambda: read_move(words, context),
        lambda: read_withdrawal(words),
        lambda: read_request(words),
        lambda: _late_command(words),
        lambda: _approved(words, bare=False),
        lambda: _confirmed(words, more, bare=False),
        lambda: read_action(words, more, context.today, bare=False),
    )
    return next((intent for step in steps if (intent := step())), None) if words else None


# Chair and confirmer

_YES = (
    r"(?:yes|y|yep|yeah|ok|okay|fine|agreed?|approved?|allow(?:ed)?|accept(?:ed)?|granted|go ahead|happy|no (?:problem|objections?|"
    r"issues?)|not a problem|sure|of course|certainly|can be heard|add (?:it|him|her|them)|that(?:'s| is) fine|i agree|i approve)"
)
_NO = (
    r"(?:no|n|nope|not (?:allowed|agreed|approved|this (?:time|month)|on this occasion)|refused?|declined?|reject(?:ed)?|too late|"
    r"i (?:do not|don't) (?:agree|approve)|next (?:month|panel|time)|wait)"
)
_BUT = re.compile(r"\b(?:but|except|apart from|subject to|provided|only if|unless|however|if)\b", re.IGNORECASE)


def _late(words: str) -> Intent | None:
    """Read a bare answer to "may this late booking be heard?". An answer with a condition is left to a person."""
    if _BUT.search(words):
        return None
    if re.match(rf"{_YES}\b", words, re.IGNORECASE):
        return LateAnswer(allowed=True)
    return LateAnswer(allowed=False) if re.match(rf"{_NO}\b", words, re.IGNORECASE) else _late_command(words)


def _late_command(words: str) -> Intent | None:
    if is_one_of(words, rf"late\W+{_YES}", rf"{_YES}\W+late"):
        return LateAnswer(allowed=True)
    return LateAnswer(allowed=False) if is_one_of(words, rf"late\W+{_NO}", rf"{_NO}\W+late") else None


_MINUTES = (
    r"(?: (?:the|these|this|those|as|a|an|draft|minutes|is|are|correct|accurate|record|true|and|of the meeting|all))*"
)


def _approved(words: str, *, bare: bool) -> Intent | None:
    patterns = [
        rf"(?:i |we )?(?:hereby )?approved?{_MINUTES}",
        rf"(?:the |these )?(?:draft )?minutes (?:are )?approved{_MINUTES}",
    ]
    if bare:
        patterns += [
            rf"(?:yes|y|ok|okay|fine|agreed|i agree|happy|i am happy|i'm happy|all good|good|no changes)(?: with| by me| from me)?{_MINUTES}",
            rf"(?:that's|that is|these are|they are|all|looks?)(?: all)? (?:fine|good|correct|ok|accurate){_MINUTES}",
        ]
    return Approve() if is_one_of(words, *patterns) else None


_OUTCOMES = (
    r"(?: (?:the|this|these|that|those|all|panel's?|decisions?|outcomes?|above|actions?|is|are|as|written|drafted|correct|final|"
    r"listed|set out|recorded|for|with|of|by me|outlined|agreed|and|in writing|below))*"
)


def _confirmed(words: str, more: str, *, bare: bool) -> Intent | None:
    against = r"(?:not (?:agreed|confirmed)|(?:i |we )?(?:do not|don't|cannot|can't) (?:agree|confirm)|i disagree|disagree(?:d)?)"
    against += r"|no" if bare else ""
    if match := re.match(
        rf"(?:{against})\b(?: (?:with|to) (?:this|that|it|these|the \w+))?(?P<reason>.*)", words, re.IGNORECASE
    ):
        if bare or re.match(r"\s*(?:[:;,.-]|because|as\b|since|$)", match["reason"]):
            return NotAgreed(reason_of(match["reason"], more))
        return None
    who = r"(?:i |we |i can |happy to |i am happy to |i'm happy to |i hereby |hereby )?"
    patterns = (
        [rf"{who}confirm{_OUTCOMES}", rf"(?:i )?confirmed{_OUTCOMES}"]
        if bare
        else [rf"(?:i |we )?confirm(?:ed)?{_OUTCOMES}"]
    )
    if bare:
        patterns.append(
            rf"(?:{who}(?:agree|approve)d?|yes|y|ok|okay|fine|happy|that's fine|that is fine|all (?:good|fine|agreed)){_OUTCOMES}"
        )
    return Confirm() if is_one_of(words, *patterns) else None
