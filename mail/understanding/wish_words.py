"""The words of a wish for a meeting, and of dates about something else, as patterns."""

from __future__ import annotations

import re

from mail.understanding.written_dates import MONTH_PATTERN, WEEKDAY_PATTERN

# What may be called the meeting. Not "meeting" after the name of another kind of meeting: `OTHER` takes those first.
PANEL = r"(?:panels?|meetings?|sessions?|agendas?|slots?|sitting|forum|marac|mappa|cseg|magpan|cdop)"
_OF_A_PANEL = (
    r"(?:missing|from|care|and|&|home|children'?s?|young|people'?s?|cla|lac|our|your|monthly|available|free|"
    r"possible|suitable|scheduled|appropriate)"
)
PANEL_WORD = re.compile(rf"\b{PANEL}\b", re.IGNORECASE)
_OTHER_MEETINGS = (
    r"(?:strategy|strat|review|core group|professionals?'?|professional|planning|cla|lac|pep|network|team|discharge|"
    r"legal|"
    r"gateway|placement|tac|disruption|safety|complex|stability|mapping|care planning|family|child in care|rhi|"
    r"court|rap|cin|"
    r"looked after)"
)
# What a date may be about instead; the nearest of these or of the wish's own words decides.
OTHER = re.compile(
    rf"\b(?:{_OTHER_MEETINGS} (?:meetings?|discussions?|reviews?|conference|panels?|hearing|date|planning)|"
    r"(?:was|were|been|being|got) (?:\w+ ){0,2}?(?:heard|discussed|presented|listed|seen|reviewed|booked|considered|"
    r"brought|at|to|on)|"
    r"(?:came|went|attended|presented|brought) (?:to|before|at|back)|d\.?\s?o\.?\s?b\b|born|birth\w*|aged?|turn(?:s|"
    r"ed|ing)?|"
    r"missing (?:since|from (?!care|home)|on|again|overnight|at|between|period|episodes?)|"
    r"(?:went|gone|goes|reported|been|was|still|currently|were) missing|"
    r"last (?:missing|seen|known|episode|went|discussed|heard|presented|time|panel|meeting|month|year|week|visit|"
    r"reviewed|rhi|"
    r"reported)|most recent\w*|episodes?|strategy|s\.? ?47|section 47|conference|icpc|rcpc|review(?:ed|s)?|court|"
    r"hearing|trial|"
    r"bail\w*|sentenc\w+|rhi|return\w*|interview\w*|found|located|since|moved|placed|placement|arriv\w+|"
    r"accommodated|visit\w*|"
    r"contact|leave|holidays?|off sick|(?:i['’]m|am|is|are|be|was|came|comes|coming|got) back (?:on|in|from)|"
    r"birthday|deadline|due|expires?|signed|dated|updated|"
    r"completed|"
    r"granted|started|ended|arrest\w*|charged|incident|offence|seen|reported|spoke|told|met|happened|training|"
    r"appointment|"
    r"order|notice|cawn|nrm|came into|until|previous(?:ly)?)\b",
    re.IGNORECASE,
)
OTHER_NEXT = re.compile(
    rf"\s*(?:['’]s)?\s*\(?{_OTHER_MEETINGS}\b|\s+(?:episode|birthday|hearing|incident|interview|visit)\b", re.IGNORECASE
)
OWN = re.compile(
    rf"\b(?:{PANEL}|book\w*|add(?:ed|ing)?|put|include|discuss(?:ed|ion|ing)?|present(?:ing|ed)?|list(?:ed)?|agenda|"
    rf"bring\w*|heard|"
    r"request\w*|(?:would|['’]d) like|want\w*|prefer\w*|space|room|schedul\w+|diar\w+|move|refer\w*|attend|date|"
    r"slot\w*|have|join|"
    r"make|do|manage|hoping|aim\w*|(?:could|can|would|may) (?:it|this|that|he|she|they|we|i) be|free|available|"
    r"availability|possible|(?:one|two|three|four|five|six|names?|another|more|mine)(?: \w+){0,4} for)\b",
    re.IGNORECASE,
)
OWN_NEXT = re.compile(
    rf"\s*(?:['’]s)?\s*(?:(?:missing|missing from care|our|your|[A-Z]{{3,}}) )?{PANEL}\b", re.IGNORECASE
)
PANEL_BEFORE = re.compile(
    rf"\b(?:{PANEL}|date)\b(?:\s+(?:on|of|for|is|dated|date|the))*[\s:–-]*$|\b(?:for|to|into|onto|in) (?:the )?$",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:i (?:think|believe|assume|guess|presume|understand)|think (?:it|that)|maybe|perhaps|possibly|presumably|"
    r"probably|is (?:it|that)|or is|might be|"
    r"not sure|if i(?: am|'m) right|which i|if not|otherwise|failing (?:that|which)|alternatively|or else|second "
    r"choice|if (?:it|that|this)(?:'s| is) full)\b[^;]*$",
    re.IGNORECASE,
)
# Another body's meeting; for that body itself it is the only one named, and counts.
ELSEWHERE = re.compile(
    r"\b(?:(?:resource|fostering|adoption|permanency|funding|matching|gateway|placement|complaints|contact|"
    r"allocations?|housing|school|legal) panel|"
    r"(?:at|to|by|in) (?:the )?(?:marac|mappa|channel|cdop|macse|mace|mash))\b",
    re.IGNORECASE,
)
HEDGE_AFTER = re.compile(
    r"^\W*(?:\?(?!\s*$)|\(?\s*(?:i (?:think|believe)(?! (?:it|that))|is (?:it|that)(?: right| correct)?\\W*$|or "
    r"whenever|or "
    r"thereabouts|isn't it|ish))",
    re.IGNORECASE,
)
# The sentence is nothing but the wish and polite words.
ONLY = re.compile(
    r"(?:\W|please|pls|plz|thanks|thank|you|for|in|on|the|if|possible|would|be|great|good|fine|ideally|preferably|"
    r"panel|ta|then)*",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"\b(?:make (?:that|it)|change (?:that|it) to|(?:i |sorry,? )mean(?:t)?|correction|scrap that|ignore that|"
    r"actually|instead|"
    r"on second thoughts?|should (?:have )?(?:be|been|read|say|said))\b",
    re.IGNORECASE,
)
VERB_AFTER = re.compile(r"\s+(?:i|we|he|she|they|you|it|be|have|need|well|not|also|please)\b", re.IGNORECASE)
# "the first panel after his hearing": which one that is, nobody here knows.
DEPENDS = re.compile(
    r"\s+(?:after|before|following|once|when(?:ever)?|as soon as|that is not)\b(?! (?:all|that))", re.IGNORECASE
)
BUT_NOT = re.compile(
    r"\b(?:any(?:thing)?(?: \w+)? but|all but|except|other than|but not|apart from|not)\s+(?:(?:the|in|on|for)\s+)*$",
    re.IGNORECASE,
)
HEADS = re.compile(r"\W*(?:for|in)?\s*(?:the|our)?\s*", re.IGNORECASE)
WEAK = re.compile(r"\b(?:for|please|pls|on|into?|to|ideally|instead|preferably|thanks|if)\b", re.IGNORECASE)
REQUEST = re.compile(
    rf"\b(?:book\w*|add|put|include|space|room|slot|places?|refer|squeeze|fit|list|bring|present|discuss|(?:go|come|"
    rf"goes) (?:to|on)|"
    rf"(?:have|get|onto?|into|for|at|to) (?:the |your |our |this |next |a )*(?:[\w']+ )?{PANEL})\b",
    re.IGNORECASE,
)
# A question about the dates, not a wish.
ASKING = re.compile(
    r"^(?:(?:hi|hello|also|and|so|just)[, ]+)*(?:when|what|which|how|is|are|do|does|will|could you (?:please "
    r")?(?:tell|let|confirm|"
    r"advise|remind)|can you (?:please )?(?:tell|let|confirm|advise|remind)|please (?:tell|let|confirm|advise|"
    r"remind))\b",
    re.IGNORECASE,
)
REFUSED = re.compile(
    r"(?<!if )(?<!why )\b(?:not|cant|cannot|can not|unable|unavailable|other than|except|anything but|all but|"
    r"any(?: \w+)? but|instead of|rather than|"
    r"avoid|miss|"
    r"(?<!is it )too (?:soon|late)(?! to (?:add|book|get|put|list))|(?:am|be|are|is|i['’]m) (?:away|off)|on "
    r"(?:annual )?leave|on holiday|away|clash\w*|"
    r"apologies|no longer)\b"
    r"(?! (?:been|known|seen|urgent|currently|yet|missing|sure))|n['’]t\b(?! (?:been|know|seen|mind))",
    re.IGNORECASE,
)
REFUSED_AFTER = re.compile(
    r"\b(?:no good|clash\w*|is(?: not|n['’]t)|does(?: not|n['’]t)|won['’]t|on (?:annual )?leave|away)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.?!]")
# Not that day but somewhere around it.
LOOSE = re.compile(
    r"\b(?:after|before|by|until|till|from|between|around|about|circa|week of|w/c|week commencing|week beginning|past|"
    r"later than|earlier than)\s+(?:the\s+)?(?:mon|tues|wednes|thurs|fri)?(?:day)?\s*$",
    re.IGNORECASE,
)
FIRST_OF_YEAR = re.compile(
    rf"\bfirst (?:available )?(?:{_OF_A_PANEL} )*(?:{PANEL}|one|date) (?:in|of) (?:the )?(?:new|next) year\b|"
    rf"\bnew year(?:['’]?s)? (?:{PANEL}|one)\b",
    re.IGNORECASE,
)
COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
WEEKS = re.compile(
    rf"\bin (?P<count>a|one|two|three|four|five|six|\d) weeks?(?:['’]s?)?(?: time)?\b(?: today)?|\b(?:in )?a "
    rf"fortnight(?:['’]s time| today)?\b(?! ago)|"
    rf"\b(?P<weeks>two) weeks today|\b(?:this (?:morning|afternoon)|today|tomorrow)['’]s\b(?=\s+(?:\w+ )?{PANEL})",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?:in (?:about )?(?:a (?:few|couple(?: of)?)|two|three|four|six|\d+|a) (?:weeks?|months?|"
    r"fortnight)(?:['’]?s?['’]? time)?|"
    r"in a fortnight|(?:(?:in|after|early in|for|until) )?(?:the )?new year|(?:before|after) (?:christmas|xmas|"
    r"easter|the holidays|"
    r"half[- ]term)|early next year|next year|some ?time (?:in|next|after|soon)|a (?:later|future|different) "
    r"(?:panel|date|meeting)|"
    r"(?:a )?(?:week|fortnight) (?:after|from)\b)",
    re.IGNORECASE,
)
_END = r"(?= *(?:[.,;!?)–-]|please|pls|instead|if|thanks|thank|would|will|as\b|on\b|after|because|$))"
AFTER_NEXT = re.compile(
    rf"\b(?:(?:the )?(?:{PANEL}|month|one)? ?after (?:the )?next(?: (?:{PANEL}|one)(?! (?:on|in)\b))?|next but "
    rf"one(?: {PANEL})?|"
    rf"(?:the )?(?:one|{PANEL}) (?:after|following)(?: that| this| it)?{_END}|(?:the )?following (?:one|month['’]?s "
    rf"{PANEL}|{PANEL}){_END}|"
    rf"second next {PANEL})",
    re.IGNORECASE,
)
NEXT = re.compile(
    rf"\b(?:(?:the |your |our |this )?(?:very )?(?:next|upcoming|up[- ]coming|coming|forthcoming|soonest|earliest|"
    rf"first|nearest)"
    rf"(?: {_OF_A_PANEL}){{0,6}} (?:{PANEL}|one(?! up\b)|date|opportunity|availability|occasion)\b|(?:the )?next "
    rf"one|next "
    rf"available|next possible|"
    rf"a\.?s\.?a\.?p\b|as soon as (?:possible|you can|poss)|this (?:coming )?{PANEL})\b",
    re.IGNORECASE,
)
MONTHLY = re.compile(
    rf"\b(?:(?:in|for|of|on|into|to|until|at|the|your|next|coming|this)\s+)*\b(?P<month>{MONTH_PATTERN})(?:['’]s|"
    rf"(?<=ber)s|(?<=ary)s)?\b\.?"
    rf"(?:\s*,?\s*(?P<year>20\d\d|['’]\d\d))?(?P<panel>\s+(?:{_OF_A_PANEL}\s+){{0,4}}(?:{PANEL}|one|date|dates|"
    rf"list)\b)?",
    re.IGNORECASE,
)
THIS_MONTH = re.compile(rf"\b(?P<which>this|next) month(?:['’]?s)?\b(?:\s+{PANEL}\b)?", re.IGNORECASE)
NTH = re.compile(
    rf"\b(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+(?P<weekday>{WEEKDAY_PATTERN})\s+(?:of|"
    rf"in)\s+(?:the\s+)?"
    rf"(?P<month>{MONTH_PATTERN}|next month|this month|the month)\b(?:\s*,?\s*(?P<year>20\d\d))?",
    re.IGNORECASE,
)
NTHS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
THE_NTH = re.compile(
    rf"\b(?:(?P<weekday>{WEEKDAY_PATTERN}),?\s+)?(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)\b"
    rf"(?:\s+(?:of\s+)?(?P<which>this|next) month)?"
    rf"(?!\s*(?:[-–/]|of\b|birthday|time|episode|year|floor|{MONTH_PATTERN}\b))",
    re.IGNORECASE,
)
WEEKDAY = re.compile(
    rf"\b(?:(?P<which>this|next|"
    rf"coming)\s+(?:coming\s+)?)?(?P<weekday>{WEEKDAY_PATTERN})\b(?:['’]s)?(?!\s*,?\s*(?:the\s+)?\d)"
    r"(?!\s+(?:night|evening|morning|afternoon)\b)",
    re.IGNORECASE,
)
# "8 or 12 January"
PAIR = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s*(?:and|or|&|/|,)\s*(?:on\s+)?(?:the\s+)?$", re.IGNORECASE)
# What has been: a past day in such a sentence is no slip in a wish.
BEFORE = re.compile(
    r"\b(?:was|were|been|had|has|discussed|heard|presented|last|previous(?:ly)?|held|attended|missed)\b", re.IGNORECASE
)
