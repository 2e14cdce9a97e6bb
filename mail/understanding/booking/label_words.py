"""What labels of forms are commonly called, in `mail.understanding.values.plain` form."""

from __future__ import annotations


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in text.split(";"))


# Who it is about, whoever that is.
NAME = _phrases("""
    name; names; full name; subject; case name; client; client name; service user; who; for discussion; person;
    name of person; who would you like to book; their name; his name; her name; name initials; name of client;
    persons name; full names
""")

# Who it is about, where children are discussed; where adults or families are, a child is somebody else.
CHILD = _phrases("""
    child; childs name; child name; name of child; child young person; young person; yp; yp name; yps name;
    young persons name; name of young person; child s name; young person s name; name of child young person;
    childs full name; case; child yp; name of yp; child yp name; full name of child; name of child yp; which young
    person would you like to book; which child would you like to book; the childs name; young person to discuss;
    childs names; children; child to be discussed; name of child to be discussed; yp full name; young person full
    name; child full name
""")

# Who else may be spoken of; whichever of them a panel discusses is its subject.
PARTIES = (
    *("victim", "perpetrator", "alleged perpetrator", "suspect", "offender", "applicant", "prospective adopter"),
    *("family", "household", "partner", "adult at risk", "person causing harm", "complainant", "prisoner"),
)

# The birth date.
BORN = _phrases("""
    dob; date of birth; birth date; birthdate; born; birthday; d o b; date birth; dob dd mm yyyy; d b; b
""")

# The record number.
NUMBER = _phrases("""
    case number; case no; case ref; case reference; case id; case record number; record number; ref; ref no;
    reference; id; id number; person id; child id; client id; client number; mosaic; mosaic no; mosaic number;
    mosaic id; mosaic ref; lcs; lcs no; lcs number; lcs id; liquidlogic; liquid logic id; carefirst; carefirst no;
    framework i; fwi; system id; record no; file number; social care number; ics number; ics no; case rec no;
    eclipse id; systm no; swift id; unique id
""")

# The meeting.
WISH = _phrases("""
    panel; panel date; date of panel; which panel; preferred panel; preferred date; date wanted; panel date wanted;
    meeting; meeting date; date of meeting; panel requested; requested panel; date requested; panel required; panel
    month; date; slot; when; which panel leave empty for the next one; panel meeting; preferred panel date; date for
    panel; requested date; requested panel date; book for; for panel on; panel date requested; date required;
    missing panel; missing panel date; for panel; next panel
""")

# The first name. A panel about families has "family name" for what it discusses.
FIRST = _phrases("""
    first name; forename; forenames; given name; first names; firstname; childs first name; christian name
""")

# The surname.
LAST = _phrases("""
    surname; last name; family name; lastname; childs surname; second name
""")

# People and things that are no field of most panels: understood, so that nobody there is taken for the child.
OTHER = _phrases("""
    presenter; presenting; presented by; presenting worker; who will present; social worker; allocated social
    worker; allocated sw; sw; worker; allocated worker; referrer; referred by; referring worker; your name; worker
    name; name of social worker; social workers name; name of worker; sw name; completed by; form completed by;
    team; service; email; tel; telephone; phone; contact; contact number; key worker; keyworker; school; college;
    education; gp; mother; father; mum; dad; parents; parent; parents names; carer; carers; foster carer; foster
    carers; siblings; sibling; address; home address; ethnicity; gender; sex; age; language; religion; police
    reference; police ref; crime ref; officer; oic; mothers name; fathers name; duty worker; duty worker today;
    advocate; supervisor; practice supervisor; nationality; pronouns; attending; attendees; cc; youth worker;
    solicitor; job title; role; person of concern; persons of concern; associates; known associates; friends; from;
    to; subject line; agency; borough; next of kin
""")

# What a form asks of anybody, whose answer is the person's that its part is about.
PERSONAL = frozenset(
    _phrases("""
        address; home address; current address; postcode; post code; telephone; telephone number; phone; phone number;
        mobile; mobile number; contact number; contact details; email; email address; gender; sex; age; ethnicity;
        nationality; religion; language; first language; disability; school; gp; occupation; relationship; role;
        job title; agency; team; organisation; other names; alias; aliases; also known as; nhs number; nhs no
    """)
)
