"""OpenDocument packages, plain and encrypted. Source: OASIS ODF 1.2 part 3."""

from __future__ import annotations

import base64
import random
from xml.sax.saxutils import escape

from formats import zips

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
MIME = {"odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
        "odp": "application/vnd.oasis.opendocument.presentation"}


def package(form: str, texts: list[str], *, encrypted: bool = False, files: dict[str, bytes] | None = None,
            rng: random.Random | None = None) -> bytes:
    rng = rng or random.Random(1)
    body = "".join(f"<text:p>{escape(text)}</text:p>" for text in texts)
    content = (f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content xmlns:office="{OFFICE}:office:1.0" '
               f'xmlns:text="{OFFICE}:text:1.0" office:version="1.2"><office:body><office:text>{body}</office:text>'
               "</office:body></office:document-content>").encode()
    names = {"content.xml": content, "styles.xml": b'<?xml version="1.0"?><office:document-styles xmlns:office="'
             + OFFICE.encode() + b':office:1.0"/>', **(files or {})}
    rows = f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIME[form]}"/>'
    entries = [zips.Entry("mimetype", MIME[form].encode(), zips.STORED)]
    for name, data in names.items():
        rows += (f'<manifest:file-entry manifest:full-path="{escape(name)}" manifest:media-type="text/xml" '
                 f'manifest:size="{len(data)}">' + (_lock(rng) if encrypted else "") + "</manifest:file-entry>")
        entries.append(zips.Entry(name, rng.randbytes(len(data)), zips.STORED) if encrypted else zips.Entry(name, data))
    manifest = ('<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
                f'xmlns:manifest="{OFFICE}:manifest:1.0" manifest:version="1.2">{rows}</manifest:manifest>')
    entries.append(zips.Entry("META-INF/manifest.xml", manifest.encode()))
    return zips.build(entries)


def _lock(rng: random.Random) -> str:
    text = lambda size: base64.b64encode(rng.randbytes(size)).decode()
    return (f'<manifest:encryption-data manifest:checksum-type="{OFFICE}:manifest:1.0#sha256-1k" '
            f'manifest:checksum="{text(32)}"><manifest:algorithm '
            'manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" '
            f'manifest:initialisation-vector="{text(16)}"/><manifest:key-derivation manifest:key-derivation-name="PBKDF2" '
            f'manifest:key-size="32" manifest:iteration-count="100000" manifest:salt="{text(16)}"/>'
            '<manifest:start-key-generation manifest:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" '
            'manifest:key-size="32"/></manifest:encryption-data>')
