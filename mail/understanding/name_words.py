"""Words that are no part of a person's name, and words around a name that say who somebody is."""

from __future__ import annotations

import re

from mail.understanding.written_dates import MONTH_PATTERN, WEEKDAY_PATTERN


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FUNCTION = """
a an the this that these those my your our his her their its me you him them us we he she they it i who whom whose
which what when where why how and or but nor so as if than then because although while since until till though
whether either neither both all any some each every no not none in on into onto to for of at by from with within
without about above below under over after before between during through up down off out back around near per via re
regarding concerning plus is are was were be been being am has have had having do does did done doing can could will
would shall should may might must need needs needed isn't aren't wasn't weren't don't doesn't didn't can't couldn't
won't wouldn't hasn't haven't i'm i've i'd i'll he's she's it's they're we're there's that's let's what's who's
when's please pls plz plse kindly thanks thank ta cheers regards hi hello hey hiya dear morning afternoon evening
good sorry ok okay yes yeah also again just only still now today tonight tomorrow yesterday soon asap urgently next
nxt last first second third following available possible another other others same new old more most much many few
several one two three four five six seven eight nine ten too very well even ever never always often already yet
currently recently previously further however here there else instead together maybe perhaps ideally tm sw yp om sm
ssw asst gm dsl sro cc fao mr mrs ms miss dr prof ds dc pc dci insp sgt rev sir judge recorder inspector constable
professor councillor cllr nurse actually basically unfortunately obviously finally firstly secondly additionally
furthermore meanwhile otherwise alternatively apologies correction noted reminder ps nb given despite unless
whenever wherever whatever whichever anyone everyone someone somebody nobody nothing something anything everything
sometimes usually hopefully lastly similarly therefore thus overall generally salaam salam namaste bonjour shalom
howdy greetings pop stick chuck happy glad grateful keen able unable pleased ready sure unsure aware worried
concerned fine lovely great nice brilliant perfect quick urgent u ur ya im ive id dont cant nxt coz cos fyi btw
"""
_VERBS = """
book books booked booking bookings boook add adds added adding put puts putting list listed include included
including refer referred referral referrals discuss discussed discussing discussion present presented presenting
presentation presenter bring bringing brought take taking taken get getting got go goes going gone come comes coming
came hear heard attend attending request requested requesting want wants wanted like liked hope hoping see look
looking let know make made give given send sent squeeze fit pencil slot slots place placed placement space spaces
room rooms register schedule move moved withdraw remove cancel confirm confirmed ask asked asking tell told say says
said call called find found return returned reported report run ran left leave went missing ring meet met live lives
living work works
"""
_NOUNS = """
panel panels pannel meeting meetings agenda session hearing date dates time times day days week weeks month months
year years night weekend child children kid kids young person people youth yp teen teenager girl girls boy boys lad
man woman client case cases sibling siblings brother brothers sister sisters twin twins cousin cousins family mother
father mum mam mom dad parent parents carer carers nan gran grandmother grandfather uncle aunt stepfather stepmother
friend friends boyfriend girlfriend partner associate social worker workers sw manager team teams duty senior
practitioner officer police sergeant constable detective iro dob d.o.b d.o.b. born birth name names surname forename
address ref reference number no nos id details form note notes info information referral email mail inbox message
attached attachment subject panel's mosaic lcs liquidlogic carefirst eclipse framework system record care home homes
house lodge school college academy hospital court council borough city county service services department unit
centre center road street avenue risk high low medium frequently frequent episode episodes status legal order
section interim full safety plan strategy review reviews interview rhi nrm cse cce uasc lac cla cin cp edt mash
camhs yot yos marac mappa cawn icpc ehcp s20 s31 s38 s44 s46 ico epo pp tbc tba n/a asylum exploitation county lines
philomena official sensitive official-sensitive restricted secure external caution confidential urgent fwd fw
parking taxi transport interpreter flight train hotel lunch visit appointment copies copy paperwork documents
question questions query help enquiry regards update updates issue thing things reason reasons difficulties history
summary chronology priority
"""
NOT_NAMES = _words(f"{_FUNCTION} {_VERBS} {_NOUNS}")
"""Never part of a name in small letters; with a capital see `COULD_BE_NAMES`."""

COULD_BE_NAMES = _words("""
    will mark may june april august young case day noble guy page grace hope faith joy summer autumn dawn rose art
    bill rob pat sue jack drew grant chase gene frank earnest sky skye bishop king prince duke earl baker cook
    hunter mason carter court house street lane grove park west north south east long short little small rich green
    brown black white gray grey best good strong hill wood woods brook field banks rivers stone price word words
    book books present place places ring love holiday christmas friday sunday lodge home care child man boy girl
    friend knight week week's english french welsh irish scott moody sharp bright speed gold silver swift wise power
    powers call hall ball bell may's major constable sergeant cousin brothers sister nan senior moon sun star dean
    reed read rush law laws temple church priest pope abbott cannon canon penny bob
""")
"""Ordinary words that are also names: with a capital, inside a name of two words or more, they may stand."""

CALENDAR = re.compile(rf"(?:{MONTH_PATTERN}|{WEEKDAY_PATTERN}|christmas|easter|xmas)(?:['’]s)?", re.IGNORECASE)
PARTICLES = _words("""
    de da do dos das del della di du la le van von der den ter bin binti bint ibn al el ap ab abu ul ur ould
""")

PLACE_ENDS = _words("""
    house lodge street road school academy college team council hospital unit centre center home homes ward station
    avenue service services court inbox panel close drive way terrace gardens hostel project placement farm
    residential borough county police directorate department office police's university primary secondary high ltd
    limited trust
""")
"""A name that ends so is a place or a body, not a person (a street "Grove" or "Lane" may be a surname)."""

# Right before a name: it is somebody else than the child. These three are for text in small letters, to which they take
# a fifth of the time that ignoring the case takes.
ROLE_BEFORE = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|ds|dc|di|dci|pc|ps|sgt|insp|rev|sir|"
    r"(?:his|her|their|the|a|my|our|your|by|with|to|and|allocated|current|previous|former|new|old)?\s*"
    r"(?:mother|father|mum|mam|mom|dad|parents?|step-?(?:mother|father|mum|dad)|carers?|foster carers?|nan|"
    r"gran(?:dmother|dfather|ny|dad)?|"
    r"uncle|aunt(?:ie|y)?|guardian|brother|sister|sibling|cousin|twin|half-?(?:brother|sister)|friend|boyfriend|"
    r"girlfriend|"
    r"(?<=his )(?:brothers|sisters|siblings|cousins|friends)|(?<=her )(?:brothers|sisters|siblings|cousins|friends)|"
    r"partner|associates?|peers?|(?:person|adult|male|man|female)s? of concern|adult(?: male)?|male|perpetrator|"
    r"suspect|"
    r"iro|independent reviewing officer|social worker|sw|worker|staff member|member of staff|staff|key ?worker|"
    r"support worker|youth worker|personal "
    r"adviser|pa|"
    r"(?:team |practice |operational |service |deputy |assistant |duty |line |placement |home |registered |ops "
    r")?managers?|"
    r"supervisor|senior|officer|detective|sergeant|solicitor|barrister|judge|teacher|head ?teacher|doctor|gp|nurse|"
    r"psychologist|"
    r"therapist|advocate|guardian|chair|presenter|duty worker|colleague|student|manager's name)"
    r"(?:'s name)?(?:\s+(?:is|was|will be|called|named|are)(?: now| currently| called)?)?)[\s:,.(–-]*$"
)
# Right after a name.
ROLE_AFTER = re.compile(
    r"^\s*(?:,|\(|-|–)?\s*(?:(?:is|was|who is|as|will be|are)\s+(?:the|his|her|their|my|our|your|a|an|"
    r"currently)?\s*)?(?:new |allocated |also )?"
    r"(?:iro\b|independent reviewing|social work|sw\b|team manager|tm\b|manager|key ?worker|ds\b|dc\b|pc\b|police|"
    r"solicitor|his (?:mum|dad|"
    r"mother|father|carer|brother|sister)|her (?:mum|dad|mother|father|carer|brother|sister)|mum\b|dad\b|mother|"
    r"father|foster carer|carer|"
    r"service manager|head of|chair\b|covering|presenting|on leave|away|supervis|advanced pract|practice lead)|"
    r"^,?\s*(?:will present|to present|is presenting|presents|can present|presenting|will be presenting|will attend|"
    r"will bring|is covering|will cover|"
    r"is on leave|says|said|tells|told|thinks|thought|asked|suggested|mentioned|advised|agreed|has asked|has agreed|"
    r"recommended|has left|has kindly|knows)"
)
FROM_BEFORE = re.compile(
    r"\b(?:(?:taken|taking) over .{0,60}?from|over from|call with|spoke (?:to|with)|speaking (?:to|with)|talked to|"
    r"behalf of|on behalf of|told by|telling|told|asked|asking|tell|"
    r"asked by|advised by|copied|cc(?:'d|ed)?|via|contact|covering for|met with|meeting with|working with|works "
    r"with|assisting|instead of|"
    r"not|except|apart from|other than|staying (?:at|with)|lives? (?:at|with|in|on)|living (?:at|with|in)|placed "
    r"(?:at|with|in)|placement (?:at|with|is)|"
    r"house of|home of|near|attends?|moved to|moved from|previously|formerly|known as|calls? (?:him|her|them)|"
    r"calls? (?:him|her|them)self|aka|a\.k\.a\.?|with|at|by)\s*[:(]?\s*$"
)
