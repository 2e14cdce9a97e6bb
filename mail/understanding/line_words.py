"""The shapes of lines that are not what a writer has to say: banners, greetings, signatures, disclaimers."""

from __future__ import annotations

import re

# Blanks, marks that cannot be seen, quotes and hyphens, as word processors put them.
FOLD = (
    dict.fromkeys(map(ord, "\xa0\u202f\u2007\u2002\u2003\u2009"), " ")
    | dict.fromkeys(map(ord, "\u200b\u200e\ufeff\u00ad"), "")
    | dict.fromkeys(map(ord, "‘’ʼ`´"), "'")
    | dict.fromkeys(map(ord, "“”„"), '"')
    | dict.fromkeys(map(ord, "‑‐−"), "-")
)
BULLET = re.compile(r"^\s*(?:[*•·▪◦‣●○➢►✦§o]|[-–—]|\(?\d{1,2}[.)]|\(?[a-h][.)])\s+(?=\S)")
QUOTE = re.compile(r"^\s*(?:>\s?)+")
RULE = re.compile(r"[\s\-–—_=*#~.]{3,}")
# BANNER, MARKING, FOOTER, DISCLAIMER, CONTACT and ROLE are for text in small letters: every line is asked for all of
# them, and so they take a fifth of the time that ignoring the case takes.
BANNER = re.compile(
    r"^\W*(?:\[?external\]?\W*$|\[external\b|external (?:e-?mail|sender|message)|caution\b|warning\b.*(?:e-?mail|"
    r"link|attachment|"
    r"sender|external)|this (?:e-?mail|message) (?:originated|came|comes|was (?:sent|received)|is from|has been "
    r"(?:sent|scanned|"
    r"received))|(?:do not|don't) (?:click|open)|you don't often get (?:an )?e-?mail|\[?some people who received this|"
    r"learn why this is important|be(?: extra)? (?:careful|cautious|vigilant)|think before you click|\*\*\s*this "
    r"message|"
    r"unless you (?:recognise|recognize|trust) the sender|report (?:this|suspicious) (?:e-?mail|message)|sent via "
    r"cjsm)"
)
MARKING = re.compile(
    r"^\W*(?:official(?:\s*[-–:]?\s*sensitive)?(?:\s*[-–:\[(]*\s*(?:personal|privacy|commercial|locsen)\W*)?|"
    r"restricted|"
    r"not protectively marked|protect|confidential|classification\s*:.*|sensitivity\s*:.*|\[?secure\]?|"
    r"\[?encrypt(?:ed)?\]?|"
    r"private (?:and|&) confidential|high importance|urgent)\W*$"
)
GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|morning|afternoon|evening|greetings|"
    r"sala+m|namaste|bonjour|shalom|howdy|"
    r"bore da|"
    r"prynhawn da|to whom it may concern|fao|attn)\b(?:[ ,/]+(?:(?-i:[A-Z])[\w'\-]+|all|team|both|there|again|"
    r"everyone|panel|admin|"
    r"administrators?|colleagues?|sirs?|madam|or|and|&|the|missing|ladies|folks|coordinator|"
    r"[a-z]+(?=\s*[,.!]*\s*$))){0,6}|(?:all|team|both|colleagues?)(?=\s*[,!:–-])|"
    r"[A-Z][a-z]+(?: (?:and|&|/) [A-Z][a-z]+)?,)\s*[,.!:–-]*\s*$",
    re.IGNORECASE,
)
SIGN_OFF = re.compile(
    r"^\W*(?:(?:many|lots of|with|kind(?:est)?|warm(?:est)?|best|all the|all|yours|very|sent with|thank|thanks?|thx|"
    r"tks|ta|cheers|regards|"
    r"bw|kr|rgds|diolch|sincerely|faithfully|truly|you|so much|very much|a lot|again|in advance|for your (?:help|"
    r"time|support)|"
    r"wishes|best|and|x+|take care|speak soon|love|have a (?:good|great|nice|lovely) (?:day|weekend|evening|week)|"
    r"yn fawr|kindly|much|"
    r"appreciated|for this|for all your help)[\s,.!\-–]*)+(?P<name>(?:[A-Z][\w'\-]*[\s.,]*){0,3})\W*x*\W*$",
    re.IGNORECASE,
)
FOOTER = re.compile(
    r"^\W*(?:sent from (?:my|outlook|yahoo|mail|the|samsung|proton)|get outlook for|sent (?:using|via|"
    r"with)\b.*(?:app|phone|mobile|mail)|"
    r"from my (?:iphone|ipad|galaxy|mobile)|sent by outlook|downloaded from)"
)
DISCLAIMER = re.compile(
    r"(?:confidential and (?:may|intended|are|is)|intended (?:solely|only) for|intended recipient|received this "
    r"(?:e-?mail|message) in error|"
    r"privacy notice|data protection (?:law|act)|views or opinions|scanned (?:for|by)|please consider the "
    r"environment|legally privileged|"
    r"internet e-?mail is not secure|monitor the content|secure email service|e-?mail disclaimer|may be "
    r"(?:monitored|recorded)|"
    r"disclosed in response|protecting our communities|freedom of information|do not forward outside)"
)
CONTACT = re.compile(
    r"(?:\b[tmepw]\s*[:.]\s*[\w+(]|\btel\b|\bmob(?:ile)?\b|\bext\b|\bphone\b|\bfax\b|https?://|www\.|\b0\d{2,4}[ "
    r")]*\d{3}|\+44|"
    r"[\w.]+@[\w-]+\.[\w.]+\s*$|\bpronouns\b|\b(?:he/him|she/her|they/them)\b)"
)
ROLE = re.compile(
    r"\b(?:social work(?:er)?|manager|practitioner|senior|team|service|council|officer|department|asye|advanced|"
    r"duty|unit|"
    r"directorate|police|coordinator|co-ordinator|consultant|student|independent reviewing|gweithiwr|constabulary|"
    r"nhs|trust)\b"
)
FORM = re.compile(r"^\W*[\w' /()]{2,40}?\s*(?:[:\t]|\s-\s)\s*\S")
FORM_LABEL = re.compile(
    r"^\W*(?:full |child'?s? |yp'?s? |first |young person'?s? )?(?:name|dob|d\.o\.b\.?|date of birth|surname|child|"
    r"yp|young person)\b",
    re.IGNORECASE,
)
BRACKET = re.compile(r"\s*\([^)]*\)")
