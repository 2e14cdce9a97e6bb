"""What anyone may ask for (help, terms, dates, status, list), and a presenter who takes a booking back."""

from __future__ import annotations

import re

from core.intents import AskDates, AskHelp, AskList, AskStatus, AskTerms, ForwardMinutes, Intent, Withdraw
from mail.understanding.persons import EMAIL
from mail.understanding.phrases import any_of, is_one_of

_ABOUT = any_of(
    *(
        "this",
        "it",
        "that",
        "my",
        "our",
        "the",
        "from",
        "booking",
        "referral",
        "case",
        "slot",
        "item",
        "request",
        "place",
    ),
    *("entry", "number", "for", "of", "one", "child", "yp", "young person", "him", "her", "them"),
)
_WHAT = rf"(?: {_ABOUT}\b)*+"
_NAME = r"(?:(?: for| of| on)? (?-i:[A-Z])[\w'.-]+(?: (?-i:[A-Z])[\w'.-]+){0,3}(?: booking| referral| slot)?)?"
_WHERE = r"(?: from| off| on| for)?(?: the)?(?: \w+){0,4}(?: panel| list| agenda| meeting)"
_BECAUSE = r"(?:,? (?:as|because|since|he|she|they|it|thanks)\b.*)?"
_TAKE_OFF = (
    r"(?:take|remove|pull|drop|strike|scratch)\b.{1,60}?\b(?:off|from|out of)(?: the| your| this)?(?: [\w']+){0,4} "
    r"(?:list|agenda|panel|meeting)\b.*"
)
_WITHDRAW = (rf"(?:withdraw|cancel|remove|delete){_WHAT}{_NAME}(?:{_WHERE})?{_BECAUSE}", _TAKE_OFF, "withdrawn")
_PLACE = "(?:slot|booking|referral|place|discussion)"
_NO_NEED = r"(?:no longer|do not|don't|does not|doesn't) (?:need|require|want)s?(?: to be)?"
_WHOSE = r"(?: (?:the|this|that|our|my|his|her|a))?"
_WORDS_BETWEEN = r"(?:(?!to |withdraw|cancel|lose|miss)[\w']+ ){0,3}?"
_NO_LONGER = re.compile(
    rf"\b(?:{_NO_NEED}{_WHOSE} {_WORDS_BETWEEN}(?:{_PLACE}|(?:discussed|heard|booked|presented)\b)"
    rf"|{_PLACE}(?: is| was)? no longer (?:needed|required|necessary)"
    rf"|(?:withdraw|cancel) (?:this|my|our|the|his|her) {_PLACE})\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:do not|don't|dont|not to|never|won't|will not|rather than|no need to)\b", re.IGNORECASE)

_GIVE = any_of(
    *("send", "give", "get", "show", "have", "see", "share", "forward", "tell", "provide", "let me (?:have|see|know)"),
    *("what (?:are|is)", "what's"),
)
_GIVE_ME = rf"{_GIVE}(?: me| us)?"
_DATES = r"(?:panel(?:'s)?|meeting|missing)? ?dates"
_NOT_EPISODES = r"(?!.*(?:birth|episode|incident|missing p))"
_NOT_WHEN_HE = r"(?! he| she| they| of birth| when| missing)"
_NOT_GOING_TO = r"(?! (?:going|likely|decision|able))"
_LIST = r"(?:(?:the|your|our|current|full|names|latest) )*+list(?: of)?(?: the)?(?: names| bookings| children| cases)?"
_MEETINGS = "(?:panels?|meetings?)"
_OUR_MAIL = "(?:e-?mail|booking|referral|request)"

_HELP = (
    r"(?:i |some |more )?(?:help(?: me)?|instructions|commands)",
    r"what (?:can|do|should) (?:i|we|you) (?:write|do here|send)\b.{0,40}",
    r"how (?:does|do) (?:this|it|the mailbox|i use this|we use this)(?: mailbox| address)? ?(?:work)?",
)
_TERMS = (
    r"(?:the )?(?:(?:panel's )?terms(?: of reference)?|tor|t\.o\.r)(?: of the panel)?",
    rf"{_GIVE_ME}\b.{{0,40}}?\b(?:terms of reference|tor)\b.{{0,60}}",
)
_WHICH_DATES = r"(?:(?:the|your|all|this year's|next|upcoming) )*+"
_WHEN = (
    rf"(?:all )?(?:the )?{_DATES}(?: (?:for|of|in|until) {_NOT_EPISODES}.{{1,40}})?",
    rf"{_GIVE_ME} (?:a copy of |a list of |details of )?{_WHICH_DATES}{_DATES}\b{_NOT_WHEN_HE}.{{0,80}}",
    rf"when(?:'s| is| are| will)(?: be)?(?: the| your)?(?: [\w']+){{0,4}} {_MEETINGS}\b{_NOT_GOING_TO}.{{0,60}}",
    rf"what (?:date|day|dates|days) (?:is|are) (?:the |your )?(?:next )?(?:\w+ )?{_MEETINGS}.{{0,40}}",
)
_STATUS = (
    r"status(?: of)?(?: (?:this|my|the|our|booking|referral|case|update)\b)*+",
    rf"(?:what(?:'s| is) the )?status (?:of|for|on){_WHAT}{_NAME}",
    rf"(?:where|how) (?:is|are|does)(?: we| things)?{_WHAT}{_NAME}(?: (?:with|at|on|stand|up to)\b)*+{_WHAT}",
    rf"(?:did|has|have|had) (?:my|our|the|your) .{{0,30}}{_OUR_MAIL}\b.{{0,60}}",
    rf"(?:did you (?:get|receive)|have you (?:got|received|had|made))(?: my| our| the)? .{{0,20}}{_OUR_MAIL}.{{0,40}}",
    r"(?:is|are|was) .{1,50} (?:still )?(?:booked(?: in| on)?|on the (?:list|agenda)|confirmed)(?: .{0,30})?",
)
_WHO_IS_ON = (
    rf"{_LIST}(?: for (?:the )?[\w ]{{1,30}})?",
    rf"{_GIVE_ME} (?:a copy of )?{_LIST}(?: (?:for|so far)\b.{{0,40}})?",
    r"who(?:'s| is| else is) (?:booked )?on (?:the|your) .{0,20}(?:list|agenda).{0,40}",
)
_ASKED: tuple[tuple[type[Intent], tuple[str, ...]], ...] = (
    (AskHelp, _HELP),
    (AskTerms, _TERMS),
    (AskDates, _WHEN),
    (AskStatus, _STATUS),
    (AskList, _WHO_IS_ON),
)

_PAPERS = r"(?:(?:a )?cop(?:y|ies) of )?(?:(?:the|these|those|this|your|its|draft|approved|final|panel) )*+minutes\b"
_OF_IT = r"(?: (?:of|for|from|about)(?: (?:the|this|that|my|our))?(?: (?:booking|case|item|meeting|panel|referral))?)?"
_SEND_ON = r"(?:send|forward|e-?mail|pass|share|copy|release)(?: on)?"
_SENT_ON = r"(?:sent|forwarded|e-?mailed|passed|shared|copied|released)(?: on)?"
_FORWARD = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"{_SEND_ON} {_PAPERS}{_OF_IT},? (?:on )?(?:to|with) (?P<to>.{{1,200}})",
        rf"{_SEND_ON} (?P<to>\S+@\S+) {_PAPERS}{_OF_IT}",
        rf"{_PAPERS}{_OF_IT} (?:to )?(?:be )?{_SENT_ON} (?:to|with) (?P<to>.{{1,200}})",
    )
)


def read_forwarding(words: str) -> ForwardMinutes | None:
    """Return that minutes should go on to an address, where the words can mean nothing else."""
    found = next((match for pattern in _FORWARD if (match := pattern.fullmatch(words))), None)
    addresses = EMAIL.findall(found["to"]) if found else []
    return ForwardMinutes(to=tuple(dict.fromkeys(each.lower() for each in addresses))) if addresses else None


def read_request(words: str) -> Intent | None:
    """Return what is asked for, or None."""
    return next((intent() for intent, patterns in _ASKED if is_one_of(words, *patterns)), None)


def read_withdrawal(words: str) -> Intent | None:
    """Return `Withdraw` when a booking is taken back: as a command, or where the prose can mean nothing else."""
    if is_one_of(words, *_WITHDRAW):
        return Withdraw()
    found = _NO_LONGER.search(words)
    return Withdraw() if found and not _NOT.search(words[: found.start()]) else None
