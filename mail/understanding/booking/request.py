"""Whether a sentence asks for a booking, and what sort of sentence it is otherwise."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from mail.understanding import wish_words


class Sort(StrEnum):
    """What a sentence does about a booking."""

    REQUEST = "request"
    PERHAPS = "perhaps"  # thinks aloud, asks for advice
    NOT = "not"  # says who is not to be booked
    PAST = "past"  # a booking made earlier, or whether it was
    NONE = "none"


PANEL = rf"(?:{wish_words.PANEL}|list\b|missing from (?:care|home))"
# All but `PANEL`, `_PASSES_ON` and `_OTHER_PANEL` are for a sentence in small letters: to look for them so takes a
# fifth of the time that ignoring the case does.
_PANEL = re.compile(rf"\b{PANEL}")
# Booking by itself; the others need a panel or a date near them.
_STRONG = re.compile(
    r"\b(?:book(?:ing)?(?!ed\b|s\b|ings\b|\w|let\b|marks?\b|\s+(?:here|now|online|it here|a (?:visit|room|taxi|call|"
    r"time to))\b)|pencil|squeeze|reserve|slot (?!s)|schedule|"
    r"register|(?:put|pop|stick|chuck|whack|get) (?:\S+ ){0,6}?(?:on|in|down|forward|onto|into)\b|add(?:ing)?\b|"
    r"putting\b|include\b|list (?!of\b)|"
    r"refer(?!e|r(?:al|ing|ed)))\b"
)
_STRONG_DONE = re.compile(
    r"\b(?:be|get|to be|needs|have|like|him|her|them|want) (?:\S+ ){0,5}?(?:booked|added|listed|scheduled|discussed|"
    r"heard|included|put (?:on|down|forward|in)|"
    r"referred|slotted|placed|squeezed|presented|considered|brought|booking|adding|slotting)\b"
)
_WEAK = re.compile(
    r"\b(?:bring|take|present|discuss|get|have|go|come|heard|hear|attend|send|look at|raise|consider|fit|want|need|"
    r"like|request|referral|referring|"
    r"booking(?: request)?s?|slots?|space|room|spots?|places?|one for|ones? to|two for|three for|four for|join|"
    r"submit|nominat\w+|make|is for|are for)\b"
)
_NOUN = re.compile(r"\b(?:slots?|places?|space|room|spots?|bookings?|one|ones|two|three|four)\b")
_FOR_PANEL = re.compile(rf"\b(?:for|to|onto|into) (?:\w+ ){{0,3}}{wish_words.PANEL}\b")
_POLITE = re.compile(
    r"\b(?:please|pls|plz|plse|pleas|thanks|could|can|would|may i|request|ta|kindly|want|need|like|hope|hoping)\b"
)
_NOT = re.compile(
    r"\b(?:do not|don['’]?t|not to|no need to|rather than|please not|never) (?:(?:please|yet|need to|want|wish) "
    r")*(?:to )?(?:book|add|put|include|list|have|take|bring)\b|"
    r"\b(?:is|are|was|were)(?: not|n['’]t) (?:to be|for) |\bleave (?:\S+ ){1,3}?(?:off|out)\b|\b(?:is|are|was|"
    r"were)(?: not|n['’]t) to be\b|\bnot (?:for )?(?:booking|to be booked)\b"
)
_PERHAPS = re.compile(
    r"\b(?:(?:may|might) (?:well )?(?:want|need|wish|be|have|bring|book|come|like|go|ask)|thinking (?:of|about|"
    r"aloud|it)|considering|not sure (?:whether|if|that)|"
    r"(?:should|shall|ought) (?:i|we) |would (?:he|she|they|it|this|that|you|panel|a) .{0,30}\b(?:meet|suitable|"
    r"appropriate|threshold|ever|eligible|count|qualify)|"
    r"is (?:he|she|this|that|it|there) .{0,40}\b(?:something|suitable|appropriate|threshold|worth)|nothing for you "
    r"to do|heads[- ]up|"
    r"(?:meets?|hits?|reach(?:es)?) (?:the |your )?(?:threshold|criteria)|pick your brains?|worth (?:bringing|"
    r"booking)|possib(?:le|ly) (?:one|booking)|"
    r"let you know|(?:email|write|come back|be in touch) again|(?:before|until) i (?:book|decide)|in two minds|"
    r"(?:your|some|any|for|need|want|bit of) advice|advise (?:whether|if|me)|"
    r"do (?:you|i|we) (?:think|need to)|what (?:do|should) (?:i|we) do|how (?:do|can|would|should) (?:i|we) (?:book|"
    r"refer|make|go)|"
    r"can (?:you|anyone) (?:explain|tell|advise|remind))\b"
)
_PAST = re.compile(
    r"\b(?:(?:i|we|he|she|they|it|who|have|has|had|was|were|been|already|is|are) (?:\w+ ){0,2}?(?:booked|added|"
    r"listed|referred|emailed about)\b(?! (?:in|on|onto|into) please)|"
    r"did (?:you|my|our|the) |(?:can|could|please) (?:you )?(?:just )?check\b|(?:has|have|was|is|are) (?:my|our|the|"
    r"his|her|their) (?:booking|referral|slot|case)|did .{0,40}\b(?:come through|get (?:my|the|booked))|"
    r"(?:my|our|the) (?:booking|slot) (?:for|of) .{0,60}\b(?:come through|confirmed|still|was|is|been|has)|who is "
    r"(?:on|being)|is .{0,40} (?:on|still on) the (?:list|agenda)\b|"
    r"withdraw|take .{0,40} off|cancel(?!lation)|remove|no longer needs? (?:a )?(?:panel|slot|to (?:be|come|go))|"
    r"move .{0,60} "
    r"(?:to|from) )"
)
# A slot moved, a member who sends somebody, a child who is on the list already.
_ELSE = re.compile(
    r"\b(?:slot|booking|place|item|case)\b.{0,60}\b(?:be|been|get) (?:switched|moved|changed|swapped|transferred|"
    r"put back|brought forward)\b|"
    r"\b(?:switch|swap) |\b(?:will|can|shall) (?:attend|come|cover|deputise|stand in|join|sit)\b.{0,30}\b(?:instead|"
    r"in my (?:place|stead)|for me|on my behalf)\b|"
    r"\bapologies (?:for|from)\b|(?:\bis|\bare|'s) (?:already |still |now )?(?:on|down|listed|"
    r"booked)\b.{0,12}\b(?:the|your|our|this) .{0,20}\b(?:list|agenda|panel)\b"
)
# A member names who comes instead: nobody to discuss.
_STANDS_IN = re.compile(
    r"\b(?:as my (?:\w+ )?(?:representative|rep|deputy|substitute|stand-?in|delegate|replacement)|in my (?:place|"
    r"stead)|instead of me|represent(?:ing|s)? me|deputis\w+ for me)\b"
)
_UNABLE = re.compile(
    r"\b(?:unable|not (?:be )?able|can['’]?t|cannot|won['’]?t be able|shan['’]?t be able) (?:to )?(?:make|attend|"
    r"come|do|join|be (?:at|there))\b"
)
_DONE_WISHED = re.compile(
    r"\b(?:request|recommend|ask|suggest|propose)\w* that .{0,80}?\b(?:is|be|are) (?:booked|added|discussed|heard|"
    r"listed|placed|considered)\b|\b(?:(?:be|get|have|to be|needs?|want|like) (?:\S+ ){0,4}?)(?:booked|added|listed|"
    r"referred|discussed)\b"
)
_ORDER = re.compile(
    r"(?:^|[,;:.!?()–—-]|\b(?:chance of|possible to|mind|able to|possibility of|request (?:that|to|for)|please|pls|"
    r"plz|plse|"
    r"can|could|would|to|must|should|let's|i'd|i|we|and|so|also|just|kindly|u|you))\s*(?:you |u |i |we |please |"
    r"also |just |kindly |possibly |like to |want to |need to |"
    r"wish to |going to |will |be |look to |now |then |again )*$"
)
_PASSES_ON = re.compile(
    r"\b(?:action|process|deal with|arrange|progress|pick up|see|can you|please|for you|one for "
    r"you)\b.{0,40}\b(?:below|this|attached|following|email|request|referral)\b|^fyi\W*a",
    re.IGNORECASE,
)
_NO_BOOKING = re.compile(
    r"\bbook (?:(?:a|an|your|the|my|some|any) (?:\w+ )?)?(?:visit|room|flight|taxi|appointment|interpreter|parking|"
    r"train|training|hotel|transport|call|leave|tickets?|time)\b|"
    r"\b(?:book now|places left|training|courses?|webinar|workshop|newsletter)\b|\badd(?:ing)? (?:that|the panel|"
    r"some|a few|any|this mailbox|you|your|me)\b|"
    r"\b(?:fostering|adoption|permanency|resource|complaints|funding|external|another|court|legal|matching|"
    r"placement|different) panel\b"
)
_ASKS_PAPER = re.compile(
    r"\b(?:send|give|share|tell|forward|get|have|need|let) (?:me|us|you)?\b.{0,40}\b(?:dates|terms|minutes|a list "
    r"of|(?:the|your) (?:names )?list|form|copy|names list|know (?:when|where|what|if|whether|how))\b|\bdates "
    r"(?:for|of) (?:the )?(?:panels?|next year|rest)"
)
_OTHER_PANEL = re.compile(
    r"\b(?:fostering|adoption|permanency|care resource|resource|funding|matching|legal gateway|marac|mappa|channel|"
    r"cdop|contact) panel\b",
    re.IGNORECASE,
)


_SURELY = re.compile(r"\bplease (?:can|could|may|book|add|put|list|include)\b|\bi(?: a|')m (?:happy|ready) to book")
_PLEASE_BOOK = re.compile(r"\bplease\b.{0,20}\b(?:book|add|put|include|list)\b")
_MISSING_PANEL = re.compile(r"\bmissing\b.{0,12}\bpanel\b")
_BOOKED = re.compile(r"\bbooked\b")


def sort_of(sentence: str, *, has_wish: bool = False, has_name: bool = True) -> Sort:  # noqa: PLR0911 - small rules, the first that fits
    """Return what one sentence (typing slips put right) does about a booking; `has_wish`: it names a meeting.

    `has_name`: somebody is named or pointed at in it (a plain "bring", "have" or "take" needs one).
    """
    sentence = sentence.lower()
    refused = _NOT.search(sentence)
    if refused and not _ordered(sentence[: refused.start()]):
        return Sort.NOT
    panel = has_wish or _PANEL.search(sentence) is not None
    if _STANDS_IN.search(sentence):
        return Sort.PAST
    if _ELSE.search(sentence) and not _ordered(sentence) and not _DONE_WISHED.search(sentence):
        return Sort.PAST
    if _UNABLE.search(sentence) and not has_wish and not _ordered(sentence):
        return Sort.NONE
    asks = _asks(sentence, panel=panel, has_wish=has_wish, has_name=has_name)
    if _PERHAPS.search(sentence) and not _SURELY.search(sentence):
        return Sort.PERHAPS
    past = _PAST.search(sentence)
    if past and any(
        match.start() > past.end() and _POLITE.search(sentence[past.end() :]) for match in _ordered(sentence)
    ):
        past = None  # "he has been booked, could you also add his cousin"
    if past and not _DONE_WISHED.search(sentence) and not _PLEASE_BOOK.search(sentence):
        return Sort.PAST
    return Sort.REQUEST if asks else Sort.NONE


def _ordered(sentence: str) -> list[re.Match[str]]:
    """Return the strong verbs that stand where one asks: at the start, or behind "please", "could you", "to"."""
    return [match for match in _STRONG.finditer(sentence) if _ORDER.search(sentence[: match.start()])]


# "MARAC referral for Jo Example", with no verb at all.
_REFERRAL = re.compile(
    r"^\W*(?:(?:an?|new|urgent|this is|please find|attached|here is)\W+)*(?:[\w-]+ )?panel "
    r"(?:referral|booking|nomination|request)(?: request| form)?\W+(?:for|of|re|about|regarding)\b"
)


# "Please arrange a review for Sam Example", where the panel meets for one case.
_ARRANGE = re.compile(
    r"\b(?:arrange|convene|set up|organi[sz]e|hold|call|fix) (?:an?|the|another) (?:[\w-]+ )?panel (?:for|about|on)\b"
)


def _asks(sentence: str, *, panel: bool, has_wish: bool, has_name: bool) -> bool:  # noqa: PLR0911 - small rules, the first that fits
    if _NO_BOOKING.search(sentence) and not _MISSING_PANEL.search(sentence):
        return False
    if _ASKS_PAPER.search(sentence) and not _STRONG.search(sentence):
        return False
    if has_name and (_REFERRAL.match(sentence) or (_ARRANGE.search(sentence) and _POLITE.search(sentence))):
        return True
    strong = _ordered(sentence)
    if strong and (panel or strong[0][0] in {"book", "pencil", "squeeze"} or _POLITE.search(sentence)):
        return True
    if (panel or _BOOKED.search(sentence)) and (_STRONG_DONE.search(sentence) or _DONE_WISHED.search(sentence)):
        return True
    if wish_words.ASKING.search(sentence) and not wish_words.REQUEST.search(sentence):
        return False
    if not has_name and not _NOUN.search(sentence):
        return has_wish and wish_words.REQUEST.search(sentence) is not None
    return panel and (
        bool(_WEAK.search(sentence) and _POLITE.search(sentence)) or has_wish or bool(_FOR_PANEL.search(sentence))
    )


_SLIPS_OF = {
    "next": ("nxt", "nex", "netx"),
    "book": ("bok", "boook", "bokk", "buk"),
    "panel": ("pannel", "panle", "pannal", "panal", "pnael"),
    "missing": ("mising", "missin"),
    "december": ("decmber",),
    "january": ("janaury",),
    "february": ("febuary",),
    "tuesday": ("tues",),
    "frequently": ("frequntly",),
    "currently": ("curently",),
    "available": ("avaliable", "avalible", "availible"),
    "agenda": ("agneda",),
    "discuss": ("discus",),
    "meeting": ("meetin",),
    "please": ("plase",),
    "would": ("wld",),
    "could": ("cld",),
    "week": ("wk",),
    "tomorrow": ("tmrw",),
}
_SLIPS = {slip: word for word, slips in _SLIPS_OF.items() for slip in slips}
_KNOWN = (
    "december",
    "november",
    "january",
    "february",
    "september",
    "october",
    "frequently",
    "currently",
    "missing",
    "meeting",
    "tuesday",
    "available",
    "panel",
)


_SMALL_WORD = re.compile(r"(?<![\w@.'-])[a-z]{2,12}(?![\w@'-])")


def passes_on(sentence: str) -> bool:
    """Return whether a sentence hands on what is quoted below it: "Please action the below"."""
    return bool(_PASSES_ON.search(sentence))


def spelt(text: str) -> str:
    """Return `text` with slips of the fingers in our own words put right; words with a capital are left (names)."""
    return _SMALL_WORD.sub(lambda match: _spelt_word(match[0]), text)


@lru_cache(maxsize=4096)
def _spelt_word(word: str) -> str:
    if word in _SLIPS:
        return _SLIPS[word]
    if len(word) < 6 or word in _KNOWN:  # noqa: PLR2004 - a count of words, letters or parts
        return word
    # Letters swapped or one too few or too many; never another letter, which makes another word.
    return next((known for known in _KNOWN if _one_slip(word, known)), word)


def _one_slip(word: str, known: str) -> bool:
    if len(word) == len(known):
        return sorted(word) == sorted(known) and word[0] == known[0]
    longer, shorter = (word, known) if len(word) > len(known) else (known, word)
    return len(longer) - len(shorter) == 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer))
    )
