"""Executables in every container at depth 1, 3 and 6, self-extractors, archives behind pictures; clean twins (acceptance 4)."""

from __future__ import annotations

from collections.abc import Iterator

import mail
from corpus import CLEAN, Context, Flags, Sample
from formats import executables, images, ooxml, rar, small_archives, zips
from formats.containers import BY_ID, CONTAINERS, SELF_EXTRACTORS, Container, behind_picture
from formats.executables import Program

FOUND = Flags(executable=True, unchecked=None, ambiguous=None)
KIND = ["executable"]
# Each container at depth 3 and 6 carries these (all programs with --full).
DEEP = ["pe32", "dotnet-dll", "elf64", "msi", "lnk", "jar", "bat", "vbs", "com-mov", "hta"]


def _mail(name: str, data: bytes) -> bytes:
    ctype = "message/rfc822" if name.endswith(".eml") else "application/octet-stream"
    if ctype == "message/rfc822":
        return mail.with_attachments([mail.rfc822(data, name)])
    if name.endswith(".dat"):
        return mail.with_attachments([mail.attachment(data, "winmail.dat", "application/ms-tnef")])
    return mail.with_attachments([mail.attachment(data, name, ctype)])


def _can_hold(container: Container, program: Program) -> bool:
    return container.keeps_name or program.by_content


def chain(context: Context, innermost: Container, depth: int, purpose: str, by_content: bool = True) -> list[Container]:
    """`innermost`, then depth - 1 others around it, drawn by lot. What is told by its name only must not lose it: a
    one-file layer has its inner name from outside, so it cannot stand in a container that keeps none."""
    rng = context.rng("chain", innermost.id, depth, purpose)
    containers = [innermost]
    while len(containers) < depth:
        drawn = rng.choice(CONTAINERS)
        if by_content or drawn.keeps_name or not containers[-1].single:
            containers.append(drawn)
    return containers


def wrap(name: str, data: bytes, containers: list[Container]) -> tuple[str, bytes]:
    for container in containers:
        name, data = container.put(name, data)
    return name, data


def _programs(context: Context) -> Iterator[Sample]:
    for container in CONTAINERS:
        for program in executables.PROGRAMS:
            if not _can_hold(container, program):
                continue
            file = f"chay-di.{program.extension}"
            for depth in (1, 3, 6):
                if depth > 1 and not context.full and program.id not in DEEP:
                    continue
                containers = chain(context, container, depth, program.id, program.by_content)
                name, data = wrap(file, program.data, containers)
                yield Sample(f"{container.id}-{program.id}-depth{depth}", _mail(name, data),
                             f"{program.id} in " + " in ".join(one.id for one in containers), FOUND, KIND, sees=[program.data])


def _renamed(context: Context) -> Iterator[Sample]:
    """The name says nothing: the bytes must be unpacked."""
    for container in CONTAINERS:
        for label, inside in (("pdf", "bao-cao.pdf"), ("noext", "baocao")):
            name, data = wrap(inside, executables.BY_ID["pe32"].data, [container])
            yield Sample(f"renamed-{label}-{container.id}", _mail(name, data), f"a program named {inside} in {container.id}",
                         FOUND, KIND, sees=[executables.BY_ID["pe32"].data])
        name, data = wrap("chay-di.exe", executables.BY_ID["pe32"].data, [container])
        hidden = mail.with_attachments([mail.attachment(data, "anh-chup.jpg", "image/jpeg")])
        if not container.single:  # a one-file layer has no inner name then
            yield Sample(f"false-name-{container.id}", hidden, f"{container.id} under the name of a picture", FOUND, KIND)


def _behind(context: Context) -> Iterator[Sample]:
    for label, make in SELF_EXTRACTORS.items():
        for inside in ("pe32", "bat"):
            program = executables.BY_ID[inside]
            data = make(f"chay-di.{program.extension}", program.data)
            yield Sample(f"{label}-{inside}", _mail("cai-dat.exe", data), f"{inside} in a self-extractor", FOUND, KIND, sees=[program.data])
    for kind in ("zip", "rar4", "rar5"):
        for inside in ("pe32", "vbs"):
            program = executables.BY_ID[inside]
            data = behind_picture(kind, f"chay-di.{program.extension}", program.data, context.rng("behind", kind))
            yield Sample(f"behind-jpg-{kind}-{inside}", _mail("anh.jpg", data), f"{kind} behind a picture", FOUND, KIND, sees=[program.data])


def _twins(context: Context) -> Iterator[Sample]:
    """The same containers around harmless files: nothing may be said of them."""
    # Harmless innards of a document have no row of their own in the answer, so what was reached shows only elsewhere.
    rng = context.rng("containers", "twins")
    document = ooxml.docx("Báo cáo", ["Số liệu tháng 11"])
    picture = images.png(rng)
    for container in CONTAINERS:
        for label, inside, data in (("docx", "bao-cao.docx", document), ("png", "so-do.png", picture),
                                    ("txt", "ghi-chu.txt", "Kính gửi các đồng chí\r\n".encode() * 9)):
            name, packed = wrap(inside, data, [container])
            yield Sample(f"clean-{label}-{container.id}", _mail(name, packed), f"a harmless {label} in {container.id}", CLEAN,
                         sees=[] if container.kind == "document" else [data])
        for depth in (3, 6):
            containers = chain(context, container, depth, "clean")
            name, packed = wrap("bao-cao.docx", document, containers)
            yield Sample(f"clean-{container.id}-depth{depth}", _mail(name, packed),
                         "a harmless docx in " + " in ".join(one.id for one in containers), CLEAN,
                         sees=[] if container.kind == "document" else [document])


def _late(context: Context) -> Iterator[Sample]:
    """The program is the last of many entries."""
    files = {f"anh/{i:03d}.txt": b"xin chao" for i in range(400)} | {"anh/z.exe": executables.BY_ID["pe32"].data}
    for label, data in {"zip": zips.simple(files), "tar": small_archives.tar(files), "rar5": rar.rar5(files),
                        "rar4": rar.rar4(files)}.items():
        yield Sample(f"late-{label}", _mail(f"ho-so.{label[:3]}", data), "the program is entry 401", FOUND, KIND)
    solid = {"a.txt": b"xin chao", "b.exe": executables.BY_ID["pe32"].data}
    for label, make in {"rar4": rar.rar4, "rar5": rar.rar5}.items():
        yield Sample(f"solid-{label}", _mail("ho-so.rar", make(solid, solid=True)), "named behind the first entry of a solid rar",
                     FOUND, KIND)


def samples(context: Context) -> Iterator[Sample]:
    assert len(BY_ID) == len(CONTAINERS), "container ids must differ"
    yield from _programs(context)
    yield from _renamed(context)
    yield from _behind(context)
    yield from _late(context)
    yield from _twins(context)
