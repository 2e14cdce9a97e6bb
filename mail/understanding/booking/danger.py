"""Words that tell of immediate danger. Missing them is worse than one advice too many; a plain "not" counts."""

from __future__ import annotations

import re

from mail.understanding.sentences import sentences

# Each by itself; a negation or a time long past right before it takes it back.
_SIGNS = (
    re.compile(
        r"\bsuicid\w*|\b(?:kill|harm|hang|hurt) (?:him|her|them)sel(?:f|ves)\b|\bend(?:ing)? (?:his|her|their) "
        r"(?:own )?life\b|\btak(?:e|ing) (?:his|her|their) own life\b", re.IGNORECASE),
    re.compile(r"\boverdos\w*|\btaken (?:lots of |a lot of |some )?(?:pills|tablets|paracetamol)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:immediate|imminent|serious|grave) (?:danger|risk of (?:death|harm)|threat)\b|\brisk (?:of death|to "
        r"(?:his|her|their) life)\b|\blife (?:is )?(?:at risk|in danger)\b|\bin danger (?:now|right now|tonight|"
        r"today)\b|\bin immediate\b", re.IGNORECASE),
    re.compile(
        r"\b(?:threat(?:s)? to (?:kill|life)|threatening to (?:kill|jump|hurt|stab|harm)|going to (?:jump|kill|hurt|"
        r"die|stab)|wants? to die|want(?:s|ed)? to end it|goodbye (?:note|message|text))\b", re.IGNORECASE),
    re.compile(r"\b(?:on|off|from) (?:the|a) (?:bridge|roof|ledge)\b|\bsuicide note\b|\bfound a note\b", re.IGNORECASE),
    re.compile(
        r"\b(?:has|have|carr(?:ies|ying|y)|with|had|got|pulled) (?:a |an |the )?(?:\w+ )?(?:knife|machete|gun|"
        r"firearm|weapon|blade)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:being held|held against (?:his|her|their) will|kidnapped|abducted|being (?:raped|attacked|beaten|"
        r"assaulted)|been (?:stabbed|shot|raped))\b", re.IGNORECASE),
    re.compile(r"\b(?:unconscious|not breathing|bleeding|999)\b", re.IGNORECASE),
    re.compile(
        r"(?:\bnot|n['’]t) (?:been )?seen (?:or heard from )?since (?:last night|yesterday|this morning)\b|\bnobody "
        r"has seen .{0,20} since\b", re.IGNORECASE),
)  # fmt: skip
_NEGATED = re.compile(
    r"\b(?:not|no|never|n['’]t|without|denies|denied|nor|neither|none|isn['’]t|free from|ruled? out|nothing to "
    r"suggest)\b(?:(?!\b(?:and|but|who|s?he|is)\b)[^.;!?,]){0,45}$|\b(?:risk assessment|policy|training|"
    r"previous(?:ly)?|historic\w*|past|in "
    r"(?:19|20)\d\d|years? ago|last year|as a (?:child|baby)|history of|worker in)\b[^.;!?]{0,25}$",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"^[^.;!?]{0,30}\b(?:\d+ (?:years?|months) ago|in (?:19|20)\d\d|last year|previously|in the past|historic\w*|"
    r"when (?:he|she|they) (?:was|were) (?:younger|little|\d+)|amnesty|team|service|policy|training)\b",
    re.IGNORECASE,
)
# "has not been seen since last night" holds its own "not"; no other takes it back.
_OWN_NOT = _SIGNS[-1]


# For a sentence in small letters: whether it holds any sign at all, before each is looked for in its turn.
_ANY_SIGN = re.compile("|".join(f"(?:{pattern.pattern})" for pattern in _SIGNS))


def tells_danger(text: str, words: tuple[str, ...] = ()) -> bool:
    """Return whether `text` tells of immediate danger; with a panel's own `words`, whether it holds one of these."""
    if words:
        small = text.casefold()
        return any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", small) for word in words)
    return any(_in_sentence(sentence) for sentence in sentences(text))


def _in_sentence(sentence: str) -> bool:
    if not _ANY_SIGN.search(sentence.lower()):
        return False
    for pattern in _SIGNS:
        for match in pattern.finditer(sentence):
            if pattern is _OWN_NOT:
                return True
            if not _NEGATED.search(sentence[: match.start()]) and not _LONG_AGO.match(sentence[match.end() :]):
                return True
    return False
