"""S/MIME by openssl and OpenPGP by gpg, with throw-away keys. Encrypted results differ from run to run.

Sources: RFC 8551, RFC 3156, RFC 4880.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import mail


class SMime:
    """One certificate and key, made once a run."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="congvu-samples-")
        self.path = Path(self._folder.name)
        self.key, self.certificate = self.path / "key.pem", self.path / "cert.pem"
        run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(self.key), "-out",
            str(self.certificate), "-days", "3650", "-subj", "/C=VN/O=Mau thu/CN=Van thu mau/emailAddress=vanthu@example.vn")

    def encrypt(self, data: bytes, *options: str) -> bytes:
        """DER of EnvelopedData (or AuthEnvelopedData with -aes-256-gcm)."""
        return run("openssl", "cms", "-encrypt", "-binary", "-outform", "DER", *(options or ("-aes-256-cbc",)),
                   str(self.certificate), data=data)

    def sign(self, data: bytes, *, detached: bool) -> bytes:
        """DER of SignedData."""
        mode = () if detached else ("-nodetach",)
        return run("openssl", "cms", "-sign", "-binary", "-outform", "DER", *mode, "-signer", str(self.certificate),
                   "-inkey", str(self.key), data=data)

    def certificate_der(self) -> bytes:
        return run("openssl", "x509", "-in", str(self.certificate), "-outform", "DER")

    def certificate_pem(self) -> bytes:
        return self.certificate.read_bytes()

    def p12(self) -> bytes:
        return run("openssl", "pkcs12", "-export", "-inkey", str(self.key), "-in", str(self.certificate), "-passout", "pass:a")


def run(*command: str, data: bytes | None = None, env: dict[str, str] | None = None) -> bytes:
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


@lru_cache(maxsize=1)
def smime() -> SMime:
    return SMime()


class Pgp:
    """A home of its own with one signing key; its agent is ended with it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="congvu-gpg-")
        os.chmod(self._folder.name, 0o700)
        self.env = {**os.environ, "GNUPGHOME": self._folder.name}
        self._gpg("--quick-generate-key", "Van thu mau <vanthu@example.vn>", "ed25519", "sign", "never")

    def _gpg(self, *options: str, data: bytes | None = None) -> bytes:
        return run("gpg", "--batch", "--quiet", "--yes", "--no-tty", "--pinentry-mode", "loopback", "--passphrase",
                   "mat-khau", *options, data=data, env=self.env)

    def symmetric(self, data: bytes, armor: bool) -> bytes:
        return self._gpg("--symmetric", "--s2k-count", "65536", *(("--armor",) if armor else ()), data=data)

    def detached(self, data: bytes, armor: bool = True) -> bytes:
        return self._gpg("--detach-sign", *(("--armor",) if armor else ()), data=data)

    def clear_signed(self, data: bytes) -> bytes:
        return self._gpg("--clear-sign", data=data)

    def public_key(self) -> bytes:
        return self._gpg("--armor", "--export")

    def close(self) -> None:
        subprocess.run(["gpgconf", "--kill", "gpg-agent"], env=self.env, stderr=subprocess.DEVNULL)


@lru_cache(maxsize=1)
def pgp() -> Pgp:


    made = Pgp()
    atexit.register(made.close)
    return made


def signed_mail(inner: bytes, **options) -> bytes:
    """multipart/signed with a detached S/MIME signature over `inner` (an entity)."""
    signature = smime().sign(inner, detached=True)
    part = mail.attachment(signature, "smime.p7s", "application/pkcs7-signature")
    extra = '; protocol="application/pkcs7-signature"; micalg=sha-256'
    return mail.message(mail.multipart([inner, part], "signed", extra), **options)


def pkcs7_mail(der: bytes, smime_type: str, ctype: str = "application/pkcs7-mime", **options) -> bytes:
    """A whole mail that is one CMS object."""
    top = mail.entity([("Content-Type", f"{ctype}; smime-type={smime_type};\r\n name=smime.p7m"),
                       ("Content-Transfer-Encoding", "base64"),
                       ("Content-Disposition", "attachment; filename=smime.p7m")], mail.b64(der))
    return mail.message(top, **options)


def pgp_mime_encrypted(inner: bytes, **options) -> bytes:
    parts = [mail.entity([("Content-Type", "application/pgp-encrypted")], b"Version: 1\r\n"),
             mail.entity([("Content-Type", 'application/octet-stream; name="encrypted.asc"'),
                          ("Content-Disposition", 'inline; filename="encrypted.asc"')],
                         mail.crlf(pgp().symmetric(inner, True)))]
    return mail.message(mail.multipart(parts, "encrypted", '; protocol="application/pgp-encrypted"'), **options)


def pgp_mime_signed(inner: bytes, **options) -> bytes:
    part = mail.entity([("Content-Type", 'application/pgp-signature; name="signature.asc"')], mail.crlf(pgp().detached(inner)))
    return mail.message(mail.multipart([inner, part], "signed", '; protocol="application/pgp-signature"; micalg=pgp-sha512'),
                        **options)
