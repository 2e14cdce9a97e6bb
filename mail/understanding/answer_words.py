"""The words in which members say that they come, or not, or who comes instead."""

from __future__ import annotations

import re

from core.intents import Reply
from mail.understanding.phrases import any_of

INSTEAD = re.compile(
    r"\b"
    + any_of(
        r"instead(?: of me)?",
        r"in my (?:place|stead|absence)",
        r"on (?:my|our) behalf",
        r"for me",
        r"(?:stand(?:s|ing)?|step(?:s|ping)?|sit(?:s|ting)?|fill(?:s|ing)?) in(?: for)?",
        r"(?:deputi[sz]|nominat|delegat)\w+",
        r"(?:will|can|to|is|be|'ll|are) (?:be )?(?:cover|represent)\w*",
        r"my (?:representative|rep|deputy|stand-in|substitute|nominee|delegate|replacement|colleague)",
        r"(?:representative|rep|deputy|stand-in|substitute|nominee)\s*[:=]",
        r"(?:cover|covering) (?:for )?(?:me|this|it)",
    ),
    re.IGNORECASE,
)
NOT_A_PERSON = re.compile(
    r"\b(?:police|service|team|council|unit|department|health|trust|nhs|panel|board|house|lodge|school|street|iro)\b",
    re.IGNORECASE,
)
_CANNOT = any_of(
    *("can't", "cannot", "can not", "cant", "won't", "will not", "wont", "shan't", "shall not", "unable", "not able"),
    *("not going", "not be able", "not (?:be )?(?:attending|coming)"),
)
# "I can't say", "unable to open the file" are about something else.
_CANNOT_COME = (
    rf"\b{_CANNOT}\b(?! (?:to )?(?:say|confirm|open|see|find|stay|bring|read|access|accept))"
    r"(?:.{0,40}\b(?:make|attend|come|join|be there|do|there|present|able|meeting|panel|coming|attending|available)\b"
    r"|$)"
)
_ABOUT_A_DELAY = (
    r"(?! for .{0,20}(?:delay|late\b|slow|confusion|trouble|mistake|error|not repl|short notice|inconvenience|mix))"
)
_APOLOGIES = (
    r"^(?:(?:my|accept my|please note my|with|sending|our) )*(?:apologies|apols)\b"
    rf"{_ABOUT_A_DELAY}(?!,? (?:i|we) (?:will|can|am happy))"
)
_AWAY = any_of(
    "away", "on (?:annual |sick |maternity |study )?leave", "on holiday", "double[- ]booked", "elsewhere", "in court"
)
DECLINE = re.compile(
    any_of(
        r"^(?:i |we )?(?:must |will have to |have to |'ll have to )?(?:decline[ds]?|send (?:my |our )?apologies)\b",
        _APOLOGIES,
        r"\b(?:unavailable|not (?:be )?available)\b",
        _CANNOT_COME,
        rf"\b(?:i am|i'm|i will be|i'll be|we are|will be|be) {_AWAY}\b",
        r"^(?:not attending|not coming|can't make it|unable to attend)\b",
    ),
    re.IGNORECASE,
)
TENTATIVE = re.compile(
    r"\b"
    + any_of(
        r"tentative(?:ly)?|not (?:yet )?(?:sure|certain|confirmed)|unsure|might|maybe|perhaps|possibly",
        r"probably|provisional(?:ly)?|may (?:be|not|have|need|struggle|come|attend)|hope to|hoping to|tbc",
        *("should be able", "(?:will|'ll|to) try", "try to", "will do my best", "if i can", "if possible", "depends"),
        *("(?:will|'ll) let you know", "(?:don't|do not) know yet"),
    )
    + r"\b",
    re.IGNORECASE,
)
UNSURE = re.compile(r"\b(?:might|may|maybe|perhaps|possibly|probably|not sure|unsure)\b", re.IGNORECASE)
ABOUT_COMING = re.compile(r"\b(?:attend\w*|make it|be there|come|panel|late|tentative\w*)\b", re.IGNORECASE)
_WILL = any_of(
    r"will|'ll|can|shall|am|are|is|happy|able|plan(?:ning)?|intend(?:ing)?|confirm(?:ing)?",
    *("going", "looking forward"),
)
_COME = any_of(
    r"attend(?:ing|ance)?|be there|there|come|coming|make it|make (?:the|this|that)|join(?:ing)?",
    *("present", "available"),
)
ACCEPT = re.compile(
    any_of(
        r"^(?:i |we )?(?:accept(?:ed|s|ing)?|attending|will attend|coming)\b",
        r"^(?:be there|see you (?:there|then|on))\b",
        rf"(?:\b|(?='ll)){_WILL}\b.{{0,30}}?\b{_COME}\b",
        r"^(?:attend|make it|come|join you|be able to attend)\b",
    ),
    re.IGNORECASE,
)
_YES = any_of(
    r"yes|y|yep|ok|okay|fine|sure|confirmed|confirm|i confirm|count me in|good for me",
    *("works for me", "happy to"),
)
BARE: tuple[tuple[Reply, str], ...] = (
    (Reply.ACCEPT, _YES),
    (Reply.DECLINE, "(?:no|n|nope|not this time|count me out|sorry,? no)"),
)
NOT_AN_ANSWER = re.compile(r"^(?:if|when|should|who|what|is|are|did|does|do) ", re.IGNORECASE)
