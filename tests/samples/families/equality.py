"""200 mails, clean and odd, drawn from the other families, that an MTA delivers as they are.

Left out is what an MTA must change or refuse: NUL, bare CR or LF, lines over 998 bytes, headers over 50 KB, mails over 5 MB.
For the test that the same mail gives the same facts as a file, through Postfix and through Sendmail (acceptance 1).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from corpus import Context, Sample

# family -> how many, and which names (a prefix) must be among them
SHARES = {"clean": 80, "executables": 60, "containers": 30, "encrypted": 20, "unopenable": 10}


def transportable(data: bytes) -> bool:
    lines = data.split(b"\r\n")
    header = data.split(b"\r\n\r\n", 1)[0]
    return (0 < len(data) < 5_000_000 and data.endswith(b"\r\n") and b"\0" not in data and len(header) < 50_000
            and all(len(line) <= 998 and b"\n" not in line and b"\r" not in line for line in lines))


def samples(context: Context) -> Iterator[Sample]:
    for family, count in SHARES.items():
        fitting = [s for s in importlib.import_module(f"families.{family}").samples(context) if transportable(s.data)]
        for sample in sorted(context.rng("equality", family).sample(fitting, count), key=lambda s: s.name):
            sample.name = f"{family}-{sample.name}"
            yield sample
