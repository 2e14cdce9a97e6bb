from __future__ import annotations

import pytest

from tests.mail.reading.letters import multipart, part, read_letter, read_parts


@pytest.mark.parametrize(
    ("content", "what"),
    [
        pytest.param(
            part("x", "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
            "an S/MIME encrypted message",
            id="smime",
        ),
        pytest.param(
            part("x", "application/x-pkcs7-mime; name=smime.p7m"), "an S/MIME encrypted message", id="old-smime"
        ),
        pytest.param(
            part("x", "application/pkcs7-mime; smime-type=signed-data"),
            "a message sealed in an S/MIME signature",
            id="opaque-signature",
        ),
        pytest.param(
            multipart("encrypted", part("Version: 1", "application/pgp-encrypted"), part("x", "application/data")),
            "a PGP encrypted message",
            id="pgp-mime",
        ),
        pytest.param(part("-----BEGIN PGP MESSAGE-----\r\nabc"), "a PGP encrypted message", id="pgp-inline"),
        pytest.param(
            multipart("mixed", part("You have a message"), part("x", "text/html; name=Encrypted_Message.htm")),
            "an encrypted message of NHSmail or Private Post",
            id="nhsmail",
        ),
        pytest.param(
            multipart("mixed", part("x"), part("x", "application/x-microsoft-rpmsg-message; name=message.rpmsg")),
            "a Microsoft encrypted message",
            id="microsoft",
        ),
        pytest.param(
            part("Jo sent you a message with Egress Protect. Click here to open this secure message."),
            "an Egress protected message",
            id="egress-text",
        ),
        pytest.param(
            multipart("mixed", part("x"), part("x", "application/octet-stream; name=Case.switch")),
            "an Egress protected message",
            id="egress-file",
        ),
        pytest.param(
            part("This is a Private Post mail. To read the message, sign in to the portal."),
            "an encrypted message of NHSmail or Private Post",
            id="private-post",
        ),
    ],
)
def test_encrypted_wrapper_is_named(content: bytes, what: str) -> None:
    assert read_parts(content).encrypted == what


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("I tried to ring. Sent with Egress Protect", id="in-a-signature"),
        pytest.param(
            "Name: Jo\r\nBorn: 3 April 2010\r\nRisk: high\r\nPlease open the attached message from Egress Protect.",
            id="filled-in-form",
        ),
        pytest.param("Booking for a case. [secure]", id="secure-tag"),
    ],
)
def test_mail_that_can_be_read_is_no_wrapper(text: str) -> None:
    assert read_letter(text).encrypted == ""


def test_signed_mail_with_its_words_beside_the_signature_is_no_wrapper() -> None:
    signature = part("x", "application/pkcs7-signature; name=smime.p7s")

    incoming = read_parts(multipart("signed", part("Name: Jo"), signature))

    assert (incoming.encrypted, incoming.text) == ("", "Name: Jo")
