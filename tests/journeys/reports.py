"""Delivery reports as mail servers write them."""

from __future__ import annotations

from tests.journeys.house import Mail


def bounce_of(
    mail: Mail, *, words: str = "550 5.1.1 user unknown", action: str = "failed", status: str = "5.1.1", number: int = 1
) -> bytes:
    """Return the report (RFC 3464) that the reader's server sends to the envelope sender of a mail of ours."""
    text = f"""From: MAILER-DAEMON@mx.elsewhere.example
To: {mail.sender}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{number}-{action}@mx.elsewhere.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain; charset=utf-8

This is the mail system at mx.elsewhere.example. Your message could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.elsewhere.example

Final-Recipient: rfc822; {mail.to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {words}

--part
Content-Type: text/rfc822-headers

Message-ID: {mail.message["Message-ID"]}
Subject: {mail.subject}

--part--
"""
    return text.replace("\n", "\r\n").encode()
