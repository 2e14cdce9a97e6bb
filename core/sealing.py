"""Sealing at rest, keyed look-ups and signed reply addresses: everything that needs the site's secret.

The secret is a file of mode 600 (or `PANELPOST_KEY`): one line a key, `<key id> <base64 of 32 bytes>`. The first line
is the site's root: look-up hashes, tokens and the audit chain derive from it and outlive a change of key. The last line
seals; every line opens. A stolen database names nobody without it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import stat
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Faulty
from core.intents import Token
from core.kinds import Purpose

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_BYTES = 10  # one letter of purpose, 5 bytes of object, 4 bytes of person
_SIGNATURE_BYTES = 10
TOKEN_LENGTH = 32
_PRIVATE = stat.S_IRWXG | stat.S_IRWXO


def new_key_line() -> str:
    """Return a fresh line for a key file."""
    return f"k{secrets.token_hex(2)} {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def write_key_file(path: Path) -> None:
    """Create a key file with mode 600; an existing one is left alone (it opens what was sealed)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(new_key_line() + "\n")


def read_key_file(path: Path) -> Keyring:
    """Read a key file. Faulty when it is missing, readable by others, or not a key."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The key file {path} cannot be read ({type(error).__name__}). Run panelpost init, or restore it."
        raise Faulty(message) from None
    if mode & _PRIVATE:
        message = f"The key file {path} can be read by others. Run chmod 600 on it."
        raise Faulty(message)
    return Keyring.parse(text, str(path))


class Keyring:
    """The site's keys. Sealed values are bytes: key id, a NUL, a nonce, the AES-256-GCM text."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        """Take keys by id, oldest first."""
        self._sealers = {key_id: AESGCM(self._derive(key, b"seal")) for key_id, key in keys.items()}
        self.current = list(keys)[-1]
        root = next(iter(keys.values()))
        self._hash_key = self._derive(root, b"hash")
        self._token_key = self._derive(root, b"token")
        self.audit_key = self._derive(root, b"audit")
        self.session_key = self._derive(root, b"session")

    @classmethod
    def parse(cls, text: str, where: str) -> Keyring:
        """Read key lines. Faulty names the line that is none."""
        keys: dict[str, bytes] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            key_id, _, encoded = line.strip().partition(" ")
            try:
                key = base64.b64decode(encoded, validate=True)
            except ValueError:
                key = b""
            if len(key) != KEY_BYTES or not key_id:
                message = f"{where} line {number}: not a key. It should be an id, a space and 32 bytes in base64."
                raise Faulty(message)
            keys[key_id] = key
        if not keys:
            message = f"{where} holds no key. Run panelpost init, or restore it."
            raise Faulty(message)
        return cls(keys)

    @staticmethod
    def _derive(key: bytes, purpose: bytes) -> bytes:
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"panelpost/" + purpose).derive(key)

    def seal(self, value: bytes, place: str) -> bytes:
        """Seal bytes for one column; `place` binds them to it, so that values cannot be swapped between columns."""
        nonce = os.urandom(_NONCE_BYTES)
        return self.current.encode() + b"\0" + nonce + self._sealers[self.current].encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Open sealed bytes. Faulty when the key is missing or the value was changed."""
        key_id, _, rest = sealed.partition(b"\0")
        sealer = self._sealers.get(key_id.decode("ascii", "replace"))
        if sealer is None:
            message = f"A value in {place} was sealed with a key this site does not have. Restore the key file."
            raise Faulty(message)
        try:
            return sealer.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], place.encode())
        except InvalidTag:
            message = f"A value in {place} cannot be opened: it was changed, or belongs to another key."
            raise Faulty(message) from None

    def fingerprint(self, what: str, value: str) -> str:
        """Return a keyed hash for exact look-ups: 32 hex digits, useless without the key."""
        return hmac.new(self._hash_key, f"{what}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]

    def token(self, token: Token, mailbox: str) -> str:
        """Return the signed part of a reply address: 32 lower-case letters and digits (design A3)."""
        body = (
            token.purpose.value.encode("ascii")
            + token.object_id.to_bytes(5, "big")
            + token.person_id.to_bytes(4, "big")
        )
        return base64.b32encode(body + self._signature(body, mailbox)).decode("ascii").lower()

    def read_token(self, text: str, mailbox: str) -> Token | None:
        """Return what a reply address was signed for, or None when it is not ours."""
        if len(text) != TOKEN_LENGTH:
            return None
        try:
            whole = base64.b32decode(text.upper())
        except ValueError:
            return None
        body, signature = whole[:_ID_BYTES], whole[_ID_BYTES:]
        if not hmac.compare_digest(signature, self._signature(body, mailbox)):
            return None
        try:
            purpose = Purpose(chr(body[0]))
        except ValueError:
            return None
        return Token(purpose, int.from_bytes(body[1:6], "big"), int.from_bytes(body[6:], "big"))

    def _signature(self, body: bytes, mailbox: str) -> bytes:
        signed = body + b"\0" + mailbox.lower().encode()
        return hmac.new(self._token_key, signed, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
