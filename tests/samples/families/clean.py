"""Clean look-alikes: Vietnamese office mail of every shape, none of which may raise a flag (acceptance 5)."""

from __future__ import annotations

from collections.abc import Iterator

import mail
from corpus import CLEAN, Context, Flags, Sample
from families import clean_documents, clean_mails
from formats import smime_pgp


def samples(context: Context) -> Iterator[Sample]:
    for label, data, why in clean_mails.samples(context):
        yield Sample(f"mail-{label}", data, why, CLEAN)
    for family in (clean_documents.tricky_names, clean_documents.texts, clean_documents.blobs, clean_documents.special):
        for label, (name, data, ctype) in family(context.rng("clean", family.__name__)):
            yield Sample(f"file-{label}", mail.with_attachments([mail.attachment(data, name, ctype)]), f"{label}: {name}", CLEAN)
    for label, (name, data, ctype) in clean_documents.archives_of_everything(context):
        yield Sample(f"file-{label}", mail.with_attachments([mail.attachment(data, name, ctype)]), f"documents in {name}", CLEAN)
    # A key store is encrypted by its nature; whether that is "encrypted" in the sense of the clause is open.
    yield Sample("file-p12", mail.with_attachments([mail.attachment(smime_pgp.smime().p12(), "khoa.p12", "application/x-pkcs12")]),
                 "a key store", Flags(encrypted=None))
