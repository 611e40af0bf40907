"""What a sample is, what is expected of it, and how a corpus is written.

In: families, which yield Sample objects one at a time (some are large: none is kept).
Out: DIR/FAMILY/NAME.eml and one line a sample in DIR/expected.jsonl.

An expectation has four flags; None means "does not matter here". `not_clean` asks for at least one flag,
`seen_or_strong` for a program or a strong deviation, `kinds` for attachments of these kinds, `sees` for the SHA-256
of bytes that must have been reached: a scanner that opens nothing finds nothing wrong either. Expectations say what
is right, not what some program answers.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FLAGS = ("executable", "encrypted", "unchecked", "ambiguous")


@dataclass
class Flags:
    executable: bool | None = False
    encrypted: bool | None = False
    unchecked: bool | None = False
    ambiguous: bool | None = False

    def as_dict(self) -> dict[str, bool | None]:
        return {name: getattr(self, name) for name in FLAGS}


CLEAN = Flags()


@dataclass
class Sample:
    name: str  # unique in its family; becomes the file name
    data: bytes  # the whole mail
    why: str
    flags: Flags = field(default_factory=Flags)
    kinds: list[str] = field(default_factory=list)
    not_clean: bool = False
    sees: list[bytes] = field(default_factory=list)  # files that must come out with exactly these bytes
    seen_or_strong: bool = False  # a program is seen in some reading, or a strong deviation is told
    covers: str = ""  # the case of a public catalogue that this mail has the shape of
    family: str = ""

    def expectation(self) -> dict:
        line = {
            "file": f"{self.family}/{self.name}.eml",
            "family": self.family,
            "flags": self.flags.as_dict(),
            "kinds": self.kinds,
            "why": self.why,
        }
        if self.not_clean:
            line["not_clean"] = True
        if self.seen_or_strong:
            line["seen_or_strong"] = True
        if self.covers:
            line["covers"] = self.covers
        if self.sees:
            line["sees"] = [hashlib.sha256(data).hexdigest() for data in self.sees]
        return line


@dataclass
class Context:
    """What a family may depend on: the seed, and whether the large products are wanted."""

    seed: int = 27
    full: bool = False

    def rng(self, *names: object) -> random.Random:
        """A generator of its own for each purpose, so that one more sample changes no other."""
        return random.Random(":".join(str(part) for part in (self.seed, *names)))


def write(samples: Iterable[Sample], out: Path) -> Iterator[Sample]:
    """Writes each sample as it comes and hands it on; the expectations are appended."""
    seen: set[str] = set()
    with (out / "expected.jsonl").open("a", encoding="utf-8") as lines:
        for sample in samples:
            line = sample.expectation()
            if line["file"] in seen:
                raise ValueError(f"two samples of one name: {line['file']}")
            seen.add(line["file"])
            path = out / line["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(sample.data)
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
            yield sample
