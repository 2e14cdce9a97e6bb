"""What a member writes: coming or not, who comes instead, and what is known about the names on a list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.intents import AnswerInvitation, Reply, ResearchReturn, SendInstead
from core.kinds import Purpose
from mail.understanding.commands import find_references
from mail.understanding.context import Context
from mail.understanding.names import find_names, name_at, same_name
from mail.understanding.phrases import Phrase, Said, core, is_one_of

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_BARE_WORDS = 3  # an answer of so few words needs no comment

_INSTEAD = re.compile(
    r"\b(?:instead(?: of me)?|in my (?:place|stead|absence)|on (?:my|our) behalf|for me|(?:stand(?:s|ing)?|step(?:s|ping)?|sit"
    r"(?:s|ting)?|fill(?:s|ing)?) in(?: for)?|deputis\w+|deputiz\w+|(?:will|can|to|is|be|'ll|are) (?:be )?(?:cover|represent)\w*"
    r"|my (?:representative|rep|deputy|stand-in|substitute|nominee|delegate|replacement|colleague)|nominat\w+|delegat\w+"
    r"|(?:representative|rep|deputy|stand-in|substitute|nominee)\s*[:=]|(?:cover|covering) (?:for )?(?:me|this|it)\b)",
    re.IGNORECASE,
)
_NOT_A_PERSON = re.compile(
    r"\b(?:police|service|team|council|unit|department|health|trust|nhs|panel|board|house|lodge|school|street|iro)\b",
    re.IGNORECASE,
)
_DECLINE = re.compile(
    r"^(?:i |we )?(?:must |will have to |have to |'ll have to )?(?:decline[ds]?|send (?:my |our )?apologies)\b"
    r"|^(?:(?:my|accept my|please note my|with|sending|our) )*(?:apologies|apols)\b(?! for .{0,20}(?:delay|late\b|slow|confusion|trouble|mistake"
    r"|error|not repl|short notice|inconvenience|mix)|,? (?:i|we) (?:will|can|am happy))"
    r"|\b(?:unavailable|not (?:be )?available)\b"
    r"|\b(?:can't|cannot|can not|cant|won't|will not|wont|shan't|shall not|unable|not able|not going|not be able|unavailable|not"
    r" (?:be )?(?:available|attending|coming))\b(?! (?:to )?(?:say|confirm|open|see|find|stay|bring|read|access|accept))"
    r"(?:.{0,40}\b(?:make|attend|come|join|be there|do|there|present|able|meeting|panel|coming|attending|available)\b|$)"
    r"|\b(?:i am|i'm|i will be|i'll be|we are|will be|be) (?:away|on (?:annual |sick |maternity |study )?leave|on holiday|double"
    r"[- ]booked|elsewhere|in court|not in)\b"
    r"|^(?:not attending|not coming|can't make it|unable to attend|unavailable|not available)\b",
    re.IGNORECASE,
)
_TENTATIVE = re.compile(
    r"\b(?:tentative(?:ly)?|not (?:yet )?(?:sure|certain|confirmed)|unsure|might|maybe|perhaps|possibly|probably|provisional(?:ly)?"
    r"|may (?:be|not|have|need|struggle|come|attend)|hope to|hoping to|should be able|will try|'ll try|try to|will do my best"
    r"|if i can|if possible|depends|will let you know|'ll let you know|don't know yet|do not know yet|tbc)\b",
    re.IGNORECASE,
)
_UNSURE = re.compile(r"\b(?:might|may|maybe|perhaps|possibly|probably|not sure|unsure)\b", re.IGNORECASE)
_ACCEPT = re.compile(
    r"^(?:i |we )?(?:accept(?:ed|s|ing)?|attending|will attend|coming)\b|^(?:be there|see you (?:there|then|on))\b"
    r"|\b(?:will|'ll|can|shall|am|are|is|happy|able|plan(?:ning)?|intend(?:ing)?|confirm(?:ing)?|going|looking forward)\b"
    r".{0,30}?\b(?:attend(?:ing|ance)?|be there|there|come|coming|make it|make (?:the|this|that)|join(?:ing)?|present|available)\b"
    r"|^(?:attend|make it|come|join you|be able to attend)\b",
    re.IGNORECASE,
)
_BARE: tuple[tuple[Reply, str], ...] = (
    (
        Reply.ACCEPT,
        r"(?:yes|y|yep|ok|okay|fine|sure|confirmed|confirm|i confirm|count me in|good for me|works for me|happy to)",
    ),
    (Reply.DECLINE, r"(?:no|n|nope|not this time|count me out|sorry,? no)"),
)
_NOT_AN_ANSWER = re.compile(r"^(?:if|when|should|who|what|is|are|did|does|do) ", re.IGNORECASE)

_NOTHING = (
    r"(?:we (?:have |hold )?|i (?:have |hold )?|police (?:have |hold )?|there is |has )?(?:nothing|none|no (?:information|info"
    r"|intelligence|records?|trace|involvement|contact|concerns))(?: (?:is )?(?:known|held|recorded|to (?:report|add|share|return)|found"
    r"|on (?:our )?(?:system|record|file)s?))?(?: (?:to (?:us|me|our service|this service|the \w+)|here))?"
    r"(?: (?:on|for|about|of|re) (?:any|all|either|both|them|these|this|the)(?: of)?(?: (?:these|them|those|the|names?|children|list"
    r"|young people|child|one))*)?"
)
_NOT_KNOWN = r"(?:(?:is |are |he is |she is |all |all are |child |they are |both )?(?:not|un) ?known(?: to (?:us|me|our service|this \w+|\w+))?)"
_KNOWN = re.compile(
    r"^(?:(?:is|are|he is|she is|they are|he's|she's|yes|both|all)[, ]+)*known\b(?! to be\b)|^yes\b|^we know\b",
    re.IGNORECASE,
)


def read_answers(phrases: Sequence[Phrase], context: Context) -> tuple[Said, ...]:
    """Return a member's answer to an invitation, and who comes instead, as far as the words say so.

    A bare "yes" counts only in a reply to an invitation. Words that say both, coming and not, are tentative: the
    coordinator reads the comment.
    """
    invited = context.purpose is Purpose.INVITE
    instead = _instead(phrases, context, invited=invited)
    taken = {number for said in instead for number in said.phrases}
    replies: dict[int, Reply] = {}
    for number, phrase in enumerate(phrases):
        reply = _reply(phrase, invited=invited)
        if reply and (number not in taken or reply is Reply.DECLINE):
            replies[number] = reply
    if not replies:
        return instead
    kinds = set(replies.values())
    reply = kinds.pop() if len(kinds) == 1 else Reply.TENTATIVE
    if instead and reply is not Reply.DECLINE:
        replies = {}  # "happy for Jo to attend in my place" says who comes, and that is all
    words = " ".join(phrases[number].text for number in replies)
    comment = words if len(words.split()) > _BARE_WORDS else ""
    answer = (Said(AnswerInvitation(reply, comment=comment), tuple(replies)),) if replies else ()
    return (*answer, *instead)


def _reply(phrase: Phrase, *, invited: bool) -> Reply | None:
    words = phrase.core
    if not words or _NOT_AN_ANSWER.match(words) or words.rstrip().endswith("?"):
        return None
    if _DECLINE.search(words):
        return Reply.TENTATIVE if _UNSURE.search(words) else Reply.DECLINE
    if _TENTATIVE.search(words) and (
        invited or re.search(r"attend|make it|be there|come|panel|late|tentative", words, re.I)
    ):
        return Reply.TENTATIVE
    if _ACCEPT.search(words) and not _INSTEAD.search(words):
        return Reply.ACCEPT
    bare = (reply for reply, pattern in _BARE if invited and is_one_of(words, pattern, rf"{pattern}\b.{{0,60}}"))
    return next(bare, None)


# Who comes instead


def _instead(phrases: Sequence[Phrase], context: Context, *, invited: bool) -> tuple[Said, ...]:
    """Find who comes instead: in the phrase that says so, the address also elsewhere. In a reply a name alone will do."""
    for number, phrase in enumerate(phrases):
        if not _INSTEAD.search(phrase.text) or phrase.text.rstrip().endswith("?") and not invited:
            continue
        email, where = _address(phrases, number, context)
        name = _person(phrase.text, context)
        if name or email:
            return (Said(SendInstead(name, email), tuple(sorted({number, where}))),)
    return _name_alone(phrases, context) if invited else ()


def _name_alone(phrases: Sequence[Phrase], context: Context) -> tuple[Said, ...]:
    for number, phrase in enumerate(phrases):
        if phrase.is_courtesy or _reply(phrase, invited=True):
            continue
        following = [each for each in phrases[number + 1 : number + 2] if _EMAIL.fullmatch(each.core)]
        email, where = _address([phrase, *following], 0, context)
        rest = _EMAIL.sub(" ", phrase.core).strip(" ,;:<>()[]-")
        name = _person(rest, context)
        if (email or name) and (not rest or (name and len(rest.split()) <= len(name.split()) + 1)):
            return (Said(SendInstead(name, email), tuple(sorted({number, number + where}))),)
    return ()


def _address(phrases: Sequence[Phrase], number: int, context: Context) -> tuple[str, int]:
    """Return the address that is neither the sender's nor ours, from the phrase itself or the nearest other one."""
    for each in sorted(range(len(phrases)), key=lambda at: abs(at - number)):
        for match in _EMAIL.finditer(phrases[each].text):
            address = match[0].lower().strip("'.")
            if address != context.sender.address and "+" not in address:
                return address, each
    return "", number


def _person(text: str, context: Context) -> str:
    """Return the first name of a person in the text who is not the sender; small letters will do at its start."""
    text = _EMAIL.sub(" ", text)
    found = [each for each in find_names(text) if not _NOT_A_PERSON.search(each.name)]
    found = [each for each in found if not same_name(each.name, context.sender.name)]
    if best := next((each for each in found if each.is_full), found[0] if found else None):
        return best.name
    start = re.match(r"\W*(?:my (?:deputy|colleague|rep\w*|manager)[, ]+)?", text, re.IGNORECASE)
    dictated = name_at(text, start.end() if start else 0, dictated=True)
    return dictated.name if dictated and dictated.is_full and not same_name(dictated.name, context.sender.name) else ""


# Research returns


def read_returns(text: str, context: Context) -> tuple[tuple[ResearchReturn, ...], tuple[int, ...]]:
    """Return what is known, per reference or for all (reference ""), and the numbers of the lines (from 0) it is from.

    "MIS-26-0007: nothing known"; lines below a reference belong to it; "nothing known" alone is for all. Words that say
    neither are kept as text with `known` None.
    """
    found: dict[str, list[str]] = {}
    used: list[int] = []
    current = ""
    for number, line in enumerate(text.split("\n")):
        references = find_references(line, context.prefix)
        words = _after_reference(line, context) if references else line.strip()
        if not line.strip() or (not references and Phrase(line, line).is_courtesy):
            continue
        for reference in references or (current,):
            found.setdefault(reference, []).extend([words] if words else [])
        current = references[-1] if references else current
        used.append(number)
    returns = tuple(_return(reference, lines) for reference, lines in found.items() if reference or lines)
    return returns, tuple(used)


def _after_reference(line: str, context: Context) -> str:
    flexible = rf"{re.escape(context.prefix)}\s?[-–—/ ]?\s?(?:20)?\d\d\s?[-–—/ ]?\s?\d{{1,6}}"
    left = re.sub(rf"^\W*(?:{flexible}(?:\s*(?:,|and|&)\s*)?)+|{flexible}", " ", line, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", left).strip(" :;,.-–—|[]()")


def _return(reference: str, lines: list[str]) -> ResearchReturn:
    words = core(" ".join(lines)).strip(" .:;,-")
    if not words:
        return ResearchReturn(None, reference)
    if is_one_of(words, _NOTHING, _NOT_KNOWN, r"(?:no|n|nil|none|nothing|n/?k|nk)"):
        return ResearchReturn(known=False, reference=reference)
    text = "\n".join(lines)
    if re.match(rf"(?:{_NOTHING}|{_NOT_KNOWN})\b", words, re.IGNORECASE):
        return ResearchReturn(None, reference, text)  # "nothing known, but ..." is for a person to weigh
    known = True if _KNOWN.search(words) else None
    brief = is_one_of(
        words, r"(?:yes|known|we know (?:him|her|them|this child)|(?:is |he is |she is )?known(?: to us)?)"
    )
    return ResearchReturn(known, reference, "" if brief else text)
