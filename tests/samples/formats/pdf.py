"""PDF files by hand: pages of text, embedded files, signatures, JavaScript-free forms; encryption by qpdf.

Source: ISO 32000-1. Text is in a base font, so only ASCII shows; titles carry the Vietnamese (UTF-16).
"""

from __future__ import annotations

import subprocess
import tempfile
import zlib
from pathlib import Path


def document(title: str, lines: list[str], *, files: dict[str, bytes] | None = None, signed: bool = False,
             image: bytes | None = None, compress: bool = True, prefix: bytes = b"") -> bytes:
    """`files` become embedded files with their names in the name tree; `image`: a JPEG on the page."""
    objects: list[bytes] = []

    def add(body: bytes) -> int:
        objects.append(body)
        return len(objects)

    def stream(data: bytes, entries: bytes = b"", packed: bool = compress) -> int:
        if packed:
            data, entries = zlib.compress(data), entries + b"/Filter/FlateDecode"
        return add(b"<<" + entries + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream")

    catalog, pages = add(b""), add(b"")
    font = add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    shown = [line.encode("ascii", "replace").replace(b"\\", b"").replace(b"(", b"[").replace(b")", b"]") for line in lines]
    text = b"BT /F1 12 Tf 50 780 Td 16 TL " + b" ".join(b"(" + line + b") Tj T*" for line in shown) + b" ET"
    resources = b"/Font<</F1 %d 0 R>>" % font
    if image:
        picture = stream(image, b"/Type/XObject/Subtype/Image/Width 32/Height 32/ColorSpace/DeviceGray/BitsPerComponent 8"
                                b"/Filter/DCTDecode", False)
        resources += b"/XObject<</Im1 %d 0 R>>" % picture
    content = stream(text)
    page = add(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<<%s>>>>"
               % (pages, content, resources))
    extra = b""
    if files:
        rows = b""
        for name, data in sorted(files.items()):
            held = stream(data, b"/Type/EmbeddedFile/Params<</Size %d>>" % len(data))
            spec = add(b"<</Type/Filespec/F%s/UF%s/EF<</F %d 0 R/UF %d 0 R>>>>" % (string(name), string(name), held, held))
            rows += string(name) + b" %d 0 R " % spec
        extra += b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % rows
    if signed:
        signature = add(b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 100 300 100]"
                        b"/Contents<" + b"30820100" + b"00" * 96 + b">/Name" + string("Văn phòng UBND tỉnh") + b">>")
        field = add(b"<</FT/Sig/T(Signature1)/V %d 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]/P %d 0 R>>" % (signature, page))
        extra += b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>" % field
    objects[catalog - 1] = b"<</Type/Catalog/Pages %d 0 R%s>>" % (pages, extra)
    objects[pages - 1] = b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % page
    info = add(b"<</Title" + string(title) + b"/Producer(mau)>>")

    out, places = prefix + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out) - len(prefix))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out) - len(prefix)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    identity = b"<%s>" % (b"27" * 16)
    return out + b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[%s%s]>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, catalog, info, identity, identity, start)


def string(text: str) -> bytes:
    if text.isascii():
        return b"(" + text.encode().replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def qpdf(data: bytes, *options: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="congvu-samples-") as folder:
        source, target = Path(folder) / "in.pdf", Path(folder) / "out.pdf"
        source.write_bytes(data)
        # Encryption needs an identifier before the content is known; the static ones are qpdf's own test options.
        repeatable = ("--static-id", "--static-aes-iv") if "--encrypt" in options else ("--deterministic-id",)
        done = subprocess.run(["qpdf", *repeatable, *options, str(source), str(target)], stderr=subprocess.PIPE)
        if done.returncode not in (0, 3):  # 3: warnings only
            raise RuntimeError(done.stderr.decode(errors="replace"))
        return target.read_bytes()


def encrypt(data: bytes, user: str, owner: str, bits: int = 256, more: tuple[str, ...] = ()) -> bytes:
    weak = ("--allow-weak-crypto",) if bits < 256 else ()
    return qpdf(data, *weak, "--encrypt", user, owner, str(bits), *more, "--")
