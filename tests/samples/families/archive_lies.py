"""Archives that lie: names, flags, sizes and places that say different things in different places, and two formats in one file.

Each is what one program unpacks and another does not show. Whoever lists it, we list it: the program is seen, or the mail is
ambiguous, or something in it counts as unchecked; never is it clean.
"""

from __future__ import annotations

from collections.abc import Iterator

import mail
from corpus import Context, Flags, Sample
from families import archive_lies_packed, archive_lies_tar, archive_lies_two, archive_lies_zip

ANY = Flags(executable=None, encrypted=None, unchecked=None, ambiguous=None)
MAKERS = (("zip", archive_lies_zip.lies), ("tar", archive_lies_tar.lies), ("packed", archive_lies_packed.lies), ("two", archive_lies_two.lies))


def samples(context: Context) -> Iterator[Sample]:
    for group, maker in MAKERS:
        for label, name, why, data in maker():
            yield Sample(f"{group}-{label.removeprefix(f'{group}-')}", mail.with_attachments([mail.attachment(data, name)]), why, ANY, not_clean=True)
