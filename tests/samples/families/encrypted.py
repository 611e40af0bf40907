"""Every encrypted kind beside its plain twin; each also under a false name and inside a plain zip (acceptance 4)."""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import mail
from corpus import CLEAN, Context, Flags, Sample
from formats import legacy_office, odf, ooxml, pdf, rar, sevenzip, smime_pgp, zips

LOCKED = Flags(encrypted=True, unchecked=None, ambiguous=None)
PASSWORD = "mat-khau"
DOCUMENT = ooxml.docx("Báo cáo tài chính", ["Số liệu mật khẩu gửi sau"])
NOTE = "Danh sách kèm theo.\r\n".encode()
FILES = {"bao-cao.docx": DOCUMENT, "ghi-chu.txt": NOTE}
TEXTS = ["Kính gửi các đồng chí", "Số liệu quý IV"]


@dataclass
class Pair:
    """One kind: the encrypted bytes, the plain twin (None: the twin stands elsewhere), and the name they go by."""

    id: str
    name: str
    locked: Callable[[], bytes]
    plain: Callable[[], bytes] | None
    why: str


def _zip_pairs(rng: random.Random) -> list[Pair]:
    entry = zips.Entry
    plain = lambda: zips.simple(FILES)
    cipher = lambda method: lambda: zips.build([entry(n, d, method, password=PASSWORD.encode()) for n, d in FILES.items()])
    flagged = lambda central, local: lambda: zips.build(
        [entry(n, d, flags=central, local_flags=local) for n, d in FILES.items()])
    one = lambda: zips.build([entry("a.txt", NOTE), entry("b.docx", DOCUMENT, password=b"a"), entry("c.txt", NOTE)])
    return [
        Pair("zip-zipcrypto", "a.zip", cipher(zips.DEFLATED), plain, "ZipCrypto"),
        Pair("zip-zipcrypto-stored", "a.zip", cipher(zips.STORED), lambda: zips.simple(FILES, zips.STORED), "ZipCrypto, stored"),
        Pair("zip-zipcrypto-tool", "a.zip", lambda: info_zip(FILES, PASSWORD), lambda: info_zip(FILES), "ZipCrypto by Info-ZIP"),
        Pair("zip-aes256", "a.zip", lambda: sevenzip.aes_zip(FILES), lambda: sevenzip.pack(FILES, ".zip", "-tzip"), "WinZip AES-256"),
        Pair("zip-aes128", "a.zip", lambda: sevenzip.pack(FILES, ".zip", "-tzip", "-mem=AES128", "-pa"), None, "WinZip AES-128"),
        Pair("zip-aes-lzma", "a.zip", lambda: sevenzip.pack(FILES, ".zip", "-tzip", "-mem=AES256", "-mm=LZMA", "-pa"),
             lambda: sevenzip.pack(FILES, ".zip", "-tzip", "-mm=LZMA"), "WinZip AES over LZMA"),
        Pair("zip-strong", "a.zip", lambda: zips.strong_encryption("bao-cao.docx", 900, rng), None, "PKWARE strong encryption"),
        Pair("zip-directory", "a.zip", lambda: zips.central_directory_encryption(3, rng), None, "central directory encryption"),
        Pair("zip-one-of-many", "a.zip", one, lambda: zips.build([entry("a.txt", NOTE), entry("b.docx", DOCUMENT)]),
             "one encrypted entry among plain ones"),
        Pair("zip-one-aes-of-many", "a.zip", lambda: sevenzip.pack(
            {"a.txt": NOTE, "c.txt": NOTE}, ".zip", "-tzip", add=({"b.docx": DOCUMENT}, ("-tzip", "-mem=AES256", "-pa"))),
            None, "one AES entry among plain ones"),
        Pair("zip-only-central", "a.zip", flagged(1, 0), plain, "the flag in the central directory only"),
        Pair("zip-only-local", "a.zip", flagged(0, 1), plain, "the flag in the local headers only"),
        Pair("zip-comment", "a.zip", lambda: zips.build(
            [entry("bao-cao.docx", DOCUMENT, password=b"a")], comment=b"mat khau: a"), lambda: zips.build(
            [entry("bao-cao.docx", DOCUMENT)], comment=b"khong co mat khau"), "with a comment"),
        Pair("zip-nested", "a.zip", lambda: zips.simple({"trong.zip": cipher(zips.DEFLATED)(), "a.txt": NOTE}),
             lambda: zips.simple({"trong.zip": plain(), "a.txt": NOTE}), "an encrypted zip in a plain one"),
    ]


def info_zip(files: dict[str, bytes], password: str | None = None) -> bytes:
    """By Info-ZIP's program; it takes names from a directory."""
    with tempfile.TemporaryDirectory(prefix="congvu-samples-") as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
            os.utime(Path(folder) / name, (sevenzip.EPOCH, sevenzip.EPOCH))
        secret = ("-e", "-P", password) if password else ()
        subprocess.run(["zip", "-q", "-X", *secret, "out.zip", *sorted(files)], cwd=folder, check=True)
        return (Path(folder) / "out.zip").read_bytes()


def _rar_pairs(rng: random.Random) -> list[Pair]:
    pairs = []
    for label, make in (("rar4", rar.rar4), ("rar5", rar.rar5)):
        pairs += [
            Pair(f"{label}-data", "a.rar", lambda m=make: m(FILES, encrypted=True, rng=rng), lambda m=make: m(FILES), "file data"),
            Pair(f"{label}-headers", "a.rar", lambda m=make: m(FILES, headers=True, rng=rng), None, "headers too (-hp)"),
            Pair(f"{label}-solid", "a.rar", lambda m=make: m(FILES, encrypted=True, solid=True, rng=rng),
                 lambda m=make: m({"a.txt": NOTE}, solid=True), "solid"),
            Pair(f"{label}-one-of-many", "a.rar", lambda m=make: m(
                {"a.txt": NOTE, **FILES}, encrypted={"ghi-chu.txt"}, rng=rng), lambda m=make: m({"a.txt": NOTE, **FILES}),
                "the last of several entries"),
        ]
    return pairs


def _seven_pairs() -> list[Pair]:
    plain = lambda: sevenzip.seven(FILES)
    return [
        Pair("7z-data", "a.7z", lambda: sevenzip.seven(FILES, f"-p{PASSWORD}"), plain, "7z, file data"),
        Pair("7z-header", "a.7z", lambda: sevenzip.seven(FILES, f"-p{PASSWORD}", "-mhe=on"), plain, "7z, names too"),
        Pair("7z-copy", "a.7z", lambda: sevenzip.seven(FILES, "-m0=copy", f"-p{PASSWORD}"),
             lambda: sevenzip.seven(FILES, "-m0=copy"), "7z, copy method"),
        Pair("7z-one-of-many", "a.7z", lambda: sevenzip.seven({"a.txt": NOTE}, add=({"z.docx": DOCUMENT}, ("-pa",))), None,
             "7z, the second entry only"),
    ]


def _office_pairs(rng: random.Random) -> list[Pair]:
    table = [["STT", "Tên"], [1, "Nguyễn Văn An"]]
    pairs = [
        Pair("docx-agile", "a.docx", lambda: legacy_office.encrypted_ooxml(9000, rng), lambda: DOCUMENT, "docx by password (agile)"),
        Pair("xlsx-standard", "a.xlsx", lambda: legacy_office.encrypted_ooxml(9000, rng, False), lambda: ooxml.xlsx("a", table),
             "xlsx by password (standard)"),
        Pair("pptx-agile", "a.pptx", lambda: legacy_office.encrypted_ooxml(20000, rng), lambda: ooxml.pptx("a", ["b"]), "pptx"),
        Pair("doc-fib", "a.doc", lambda: legacy_office.doc("xin", encrypted=True), lambda: legacy_office.doc("xin"), "fEncrypted"),
        Pair("doc-xor", "a.doc", lambda: legacy_office.doc("xin", encrypted=True, obfuscated=True), None, "fObfuscated"),
        Pair("ppt", "a.ppt", lambda: legacy_office.ppt("xin", encrypted=True), lambda: legacy_office.ppt("xin"), "token of Current User"),
    ]
    for how in ("rc4", "cryptoapi", "xor"):
        pairs.append(Pair(f"xls-{how}", "a.xls", lambda h=how: legacy_office.xls(TEXTS, encrypted=h),
                          lambda: legacy_office.xls(TEXTS), f"FILEPASS, {how}"))
    pairs.append(Pair("xls-book", "a.xls", lambda: legacy_office.xls(TEXTS, encrypted="rc4", stream="Book"),
                      lambda: legacy_office.xls(TEXTS, stream="Book"), "FILEPASS in a stream Book"))
    for form in ("odt", "ods", "odp"):
        pairs.append(Pair(f"odf-{form}", f"a.{form}", lambda f=form: odf.package(f, TEXTS, encrypted=True, rng=rng),
                          lambda f=form: odf.package(f, TEXTS), "encryption-data in the manifest"))
    return pairs


def _pdf_pairs() -> list[Pair]:
    page = pdf.document("Báo cáo", ["Bao cao tai chinh"])
    xref_stream = pdf.qpdf(page, "--object-streams=generate")
    pairs = []
    for bits, more in ((40, ()), (128, ()), (128, ("--use-aes=y",)), (256, ())):
        label = f"pdf-{bits}{'-aes' if more else ''}"
        pairs.append(Pair(label, "a.pdf", lambda b=bits, m=more: pdf.encrypt(page, "mo", "chu", b, m),
                          lambda b=bits, m=more: pdf.encrypt(page, "", "chu", b, m), "user password; twin: owner password only"))
    pairs.append(Pair("pdf-object-streams", "a.pdf", lambda: pdf.encrypt(xref_stream, "mo", "chu"), lambda: xref_stream,
                      "no trailer keyword, all in streams"))
    pairs.append(Pair("pdf-owner-object-streams", "b.pdf", lambda: pdf.encrypt(xref_stream, "mo", "mo"),
                      lambda: pdf.encrypt(xref_stream, "", "chu"), "both passwords the same"))
    return pairs


def _crypto_pairs() -> list[Pair]:
    smime, pgp = smime_pgp.smime(), smime_pgp.pgp()
    return [
        Pair("p7m-file", "a.p7m", lambda: smime.encrypt(DOCUMENT), lambda: smime.sign(DOCUMENT, detached=False),
             "enveloped .p7m file; twin: opaque signature"),
        Pair("p7m-gcm", "a.p7m", lambda: smime.encrypt(DOCUMENT, "-aes-256-gcm"), None, "AuthEnvelopedData"),
        Pair("p7m-3des", "a.p7m", lambda: smime.encrypt(DOCUMENT, "-des3"), None, "enveloped with 3DES"),
        Pair("pgp-binary", "a.docx.pgp", lambda: pgp.symmetric(DOCUMENT, False), None, "OpenPGP file"),
        Pair("gpg-binary", "a.docx.gpg", lambda: pgp.symmetric(DOCUMENT, False), lambda: pgp.detached(DOCUMENT, False),
             "OpenPGP file; twin: detached signature"),
        Pair("pgp-armor", "a.asc", lambda: pgp.symmetric(DOCUMENT, True), lambda: pgp.detached(DOCUMENT),
             "armoured file; twin: armoured signature"),
        Pair("pgp-key", "b.asc", lambda: pgp.symmetric(NOTE, True), lambda: pgp.public_key(), "armoured file; twin: public key"),
    ]


FALSE_NAMES = [("anh-chup.jpg", "image/jpeg"), ("bao-cao.pdf", "application/pdf"), ("du-lieu.dat", "application/octet-stream")]


def _attached(data: bytes, name: str, ctype: str = "application/octet-stream") -> bytes:
    return mail.with_attachments([mail.attachment(data, name, ctype)])


def _of_pair(pair: Pair) -> Iterator[Sample]:
    locked = pair.locked()
    yield Sample(f"{pair.id}", _attached(locked, pair.name), pair.why, LOCKED)
    for name, ctype in FALSE_NAMES:
        if name.rpartition(".")[2] != pair.name.rpartition(".")[2]:
            yield Sample(f"{pair.id}-as-{name.rpartition('.')[2]}", _attached(locked, name, ctype),
                         f"{pair.why}; under a false name", LOCKED)
    for method in (zips.STORED, zips.DEFLATED):
        outer = zips.simple({"doc-truoc.txt": NOTE, f"ho-so/{pair.name}": locked}, method)
        yield Sample(f"{pair.id}-in-zip{method}", _attached(outer, "ho-so.zip"), f"{pair.why}; inside a plain zip", LOCKED)
    hidden = zips.simple({"anh/anh-chup.jpg": locked})
    yield Sample(f"{pair.id}-in-zip-as-jpg", _attached(hidden, "ho-so.zip"), f"{pair.why}; false name inside a zip", LOCKED)
    if pair.plain:
        plain = pair.plain()
        yield Sample(f"{pair.id}-twin", _attached(plain, pair.name), f"plain twin of: {pair.why}", CLEAN)
        yield Sample(f"{pair.id}-twin-in-zip", _attached(zips.simple({f"ho-so/{pair.name}": plain}), "ho-so.zip"),
                     f"plain twin of: {pair.why}; inside a zip", CLEAN)


def _mails() -> Iterator[Sample]:
    """Whole mails that are encrypted, and their signed twins."""
    smime, pgp = smime_pgp.smime(), smime_pgp.pgp()
    inner = mail.multipart([mail.text_part("Nội dung.\n"), mail.attachment(DOCUMENT, "bao-cao.docx")])
    for label, ctype in (("", "application/pkcs7-mime"), ("-x", "application/x-pkcs7-mime")):
        yield Sample(f"smime-enveloped{label}", smime_pgp.pkcs7_mail(smime.encrypt(inner), "enveloped-data", ctype),
                     "S/MIME enveloped", LOCKED)
        yield Sample(f"smime-opaque-signed{label}", smime_pgp.pkcs7_mail(smime.sign(inner, detached=False), "signed-data", ctype),
                     "S/MIME signed, opaque: readable", CLEAN)
    yield Sample("smime-enveloped-gcm", smime_pgp.pkcs7_mail(smime.encrypt(inner, "-aes-256-gcm"), "authEnveloped-data"),
                 "S/MIME with an authenticated cipher", LOCKED)
    lying = smime_pgp.pkcs7_mail(smime.encrypt(inner), "signed-data")
    yield Sample("smime-enveloped-called-signed", lying, "enveloped, but declared as signed", LOCKED)
    yield Sample("smime-enveloped-forwarded", mail.with_attachments([mail.rfc822(
        smime_pgp.pkcs7_mail(smime.encrypt(inner), "enveloped-data"))]), "S/MIME enveloped, forwarded", LOCKED)
    yield Sample("smime-detached", smime_pgp.signed_mail(inner), "S/MIME signed, detached", CLEAN)
    yield Sample("pgp-mime-encrypted", smime_pgp.pgp_mime_encrypted(inner), "PGP/MIME encrypted", LOCKED)
    yield Sample("pgp-mime-signed", smime_pgp.pgp_mime_signed(inner), "PGP/MIME signed", CLEAN)
    armored = pgp.symmetric("Nội dung\n".encode(), True).decode()
    yield Sample("pgp-inline-encrypted", mail.message(mail.text_part(f"Kính gửi\n\n{armored}")),
                 "an armoured message in the text: not a file; free", Flags(encrypted=None, unchecked=None, ambiguous=None))
    clear = pgp.clear_signed("Nội dung công khai\n".encode()).decode()
    yield Sample("pgp-inline-signed", mail.message(mail.text_part(clear)), "a clear-signed text", CLEAN)
    program = zips.build([zips.Entry("chay.exe", b"MZ", password=b"a")])
    yield Sample("zip-encrypted-program-name", _attached(program, "a.zip"), "an encrypted entry whose name says program",
                 Flags(executable=True, encrypted=True, unchecked=None, ambiguous=None), ["executable"])
    program4 = rar.rar5({"chay.exe": b"MZ" * 20}, encrypted=True)
    yield Sample("rar5-encrypted-program-name", _attached(program4, "a.rar"), "an encrypted entry whose name says program",
                 Flags(executable=True, encrypted=True, unchecked=None, ambiguous=None), ["executable"])


def samples(context: Context) -> Iterator[Sample]:
    rng = context.rng("encrypted")
    for pair in [*_zip_pairs(rng), *_rar_pairs(rng), *_seven_pairs(), *_office_pairs(rng), *_pdf_pairs(), *_crypto_pairs()]:
        yield from _of_pair(pair)
    yield from _mails()
