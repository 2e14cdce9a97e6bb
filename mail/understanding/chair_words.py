"""What the chair and the confirmer write: whether a late booking may be heard, that minutes or outcomes stand."""

from __future__ import annotations

import re

from core.intents import Approve, Confirm, Intent, LateAnswer, NotAgreed
from mail.understanding.phrases import any_of, is_one_of, reason_of

_YES = any_of(
    *(
        "yes",
        "y",
        "yep",
        "yeah",
        "ok",
        "okay",
        "fine",
        "agreed?",
        "approved?",
        "allow(?:ed)?",
        "accept(?:ed)?",
        "granted",
    ),
    *("go ahead", "happy", "no (?:problem|objections?|issues?)", "not a problem", "sure", "of course", "certainly"),
    *("can be heard", "add (?:it|him|her|them)", "that(?:'s| is) fine", "i agree", "i approve"),
)
_NO = any_of(
    *(
        "no",
        "n",
        "nope",
        "not (?:allowed|agreed|approved|this (?:time|month)|on this occasion)",
        "refused?",
        "declined?",
    ),
    *("reject(?:ed)?", "too late", "i (?:do not|don't) (?:agree|approve)", "next (?:month|panel|time)", "wait"),
)
# A yes with a condition is for a person to weigh.
_BUT = re.compile(r"\b(?:but|except|apart from|subject to|provided|only if|unless|however|if)\b", re.IGNORECASE)
_MINUTES_WORDS = any_of(
    *(
        "the",
        "these",
        "this",
        "those",
        "as",
        "a",
        "an",
        "draft",
        "minutes",
        "is",
        "are",
        "correct",
        "accurate",
        "record",
    ),
    *("true", "and", "of the meeting", "all"),
)
_MINUTES = rf"(?: {_MINUTES_WORDS}\b)*+"
_OUTCOME_WORDS = any_of(
    *(
        "the",
        "this",
        "these",
        "that",
        "those",
        "all",
        "panel's?",
        "decisions?",
        "outcomes?",
        "above",
        "actions?",
        "is",
        "are",
    ),
    *("as", "written", "drafted", "correct", "final", "listed", "set out", "recorded", "for", "with", "of", "by me"),
    *("outlined", "agreed", "and", "in writing", "below"),
)
_OUTCOMES = rf"(?: {_OUTCOME_WORDS}\b)*+"
_HAPPY = any_of(
    "yes", "y", "ok", "okay", "fine", "agreed", "i agree", "(?:i am |i'm )?happy", "all good", "good", "no changes"
)
_AGAINST = any_of(
    r"not (?:agreed|confirmed)",
    r"(?:i |we )?(?:do not|don't|cannot|can't) (?:agree|confirm)",
    r"(?:i )?disagreed?",
)
_WITH_THAT = r"(?: (?:with|to) (?:this|that|it|these|the \w+))?"
_I = r"(?:i |we |i can |(?:i am |i'm )?happy to |(?:i )?hereby )?"


_LATE_YES = (rf"late\W+{_YES}", rf"{_YES}\W+late")
_LATE_NO = (rf"late\W+{_NO}", rf"{_NO}\W+late")
_BARE_YES, _BARE_NO = rf"{_YES}\b.*", rf"{_NO}\b.*"
_APPROVED = (
    rf"(?:i |we )?(?:hereby )?approved?{_MINUTES}",
    rf"(?:the |these )?(?:draft )?minutes (?:are )?approved{_MINUTES}",
)
_FINE = (
    rf"{_HAPPY}(?: with| by me| from me)?{_MINUTES}",
    rf"(?:that's|that is|these are|they are|all|looks?)(?: all)? (?:fine|good|correct|ok|accurate){_MINUTES}",
)
_REASON = rf"\b{_WITH_THAT}(?P<reason>.*)"
_NOT_AGREED = re.compile(_AGAINST + _REASON, re.IGNORECASE | re.DOTALL)
_NOT_AGREED_BARE = re.compile(any_of(_AGAINST, "no") + _REASON, re.IGNORECASE | re.DOTALL)
_LEADS_ON = re.compile(r"\s*(?:[:;,.-]|because|as\b|since|$)")
_CONFIRMED = (rf"(?:i |we )?confirm(?:ed)?{_OUTCOMES}",)
_CONFIRMED_BARE = (
    rf"{_I}(?:confirm|agree|approve)d?{_OUTCOMES}",
    rf"{any_of(_HAPPY, 'that.s fine', 'that is fine', 'all (?:fine|agreed)')}{_OUTCOMES}",
)


def read_late_answer(words: str, *, bare: bool) -> Intent | None:
    """Return whether a late booking may be heard: "late yes", or with `bare` (we asked just that) a yes or no."""
    if _BUT.search(words):
        return None
    if is_one_of(words, *_LATE_YES) or (bare and is_one_of(words, _BARE_YES)):
        return LateAnswer(allowed=True)
    if is_one_of(words, *_LATE_NO) or (bare and is_one_of(words, _BARE_NO)):
        return LateAnswer(allowed=False)
    return None


def read_approval(words: str, *, bare: bool) -> Intent | None:
    """Return `Approve` for "approve" in its forms; with `bare` (a draft is answered) also for "yes" or "all fine"."""
    approves = is_one_of(words, *_APPROVED) or (bare and is_one_of(words, *_FINE))
    return Approve() if approves else None


def read_confirmation(words: str, more: str, *, bare: bool) -> Intent | None:
    """Return whether outcomes are agreed; `more` are the sentences after it, where a reason may run on.

    With `bare` (outcomes are answered) "yes" and "agreed" will do, and any "not agreed" counts.
    """
    if match := (_NOT_AGREED_BARE if bare else _NOT_AGREED).match(words):
        leads_on = _LEADS_ON.match(match["reason"])
        return NotAgreed(reason_of(match["reason"], more)) if bare or leads_on else None
    return Confirm() if is_one_of(words, *(_CONFIRMED_BARE if bare else _CONFIRMED)) else None
