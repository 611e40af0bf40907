#!/usr/bin/env python3
"""A scan worker gives the same facts as a scan in the process itself: what a worker lacks (a file that it may no longer
open) would show here.

    same_facts.py PATH-OF-CONGVU

The mails: families of tests/samples, and one for each charset that a library may load on first use.
"""
import encodings.aliases
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FAMILIES = ("odd", "clean", "unopenable")
# Of glibc, of ICU, of old Vietnamese mail, and some that are none.
LABELS = ("VISCII", "TCVN5712-1", "tcvn", "windows-1258", "x-viet-tcvn", "VPS", "VNI", "ISO-2022-CN-EXT", "ISO-2022-JP-3",
          "EUC-JISX0213", "BIG5-HKSCS", "GB18030", "HZ-GB-2312", "UTF-7", "UTF-16", "UTF-32", "SCSU", "BOCU-1", "CESU-8",
          "IMAP-mailbox-name", "IBM1047", "ibm-5346_P100-1998", "ibm-16684_P110-2003", "macintosh", "x-mac-cyrillic",
          "IBM277", "TSCII", "ARMSCII-8", "MIK", "LMBCS-1", "ISCII,version=0", "x-unknown", "../../../etc/passwd",
          "//etc/passwd", "%s%n", "a" * 64, "ISO-8859-1//TRANSLIT", "UTF-8//IGNORE")


def charset_mail(label):
    """The label wherever a mail may name one."""
    return (f"From: a@example.org\r\nSubject: =?{label}?Q?C=F4ng_v=E3n=D0=CC?=\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=\"{label}\"\r\n"
            f"Content-Transfer-Encoding: 8bit\r\n\r\n").encode() + bytes(range(128, 256)) + (
            f"\r\n--b\r\nContent-Type: application/octet-stream; name*={label}''t%EA%cc%d0n.e%78e\r\n\r\nMZ"
            f"\r\n--b\r\nContent-Type: application/pdf; name=\"=?{label}?B?{'4eXq/PCy0A=='}?=\"\r\n\r\n%PDF-1.4"
            f"\r\n--b--\r\n").encode()


def facts(congvu, folder, *options):
    # Exit codes say what was found; one that says "not judged" would stand in a line as an error.
    done = subprocess.run([congvu, "scan", "--facts", *options, folder], stdout=subprocess.PIPE, check=False)
    return done.stdout.splitlines()


def main():
    congvu = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="congvu-same-") as folder:
        subprocess.run([sys.executable, "-B", HERE.parent / "samples" / "make.py", "--out", folder,
                        *(word for family in FAMILIES for word in ("--only", family))], check=True, stderr=subprocess.DEVNULL)
        charsets = pathlib.Path(folder) / "charsets"
        charsets.mkdir()
        for number, label in enumerate(sorted({*LABELS, *encodings.aliases.aliases, *encodings.aliases.aliases.values()})):
            (charsets / f"{number:04}.eml").write_bytes(charset_mail(label))
        here, workers = facts(congvu, folder, "--in-process"), facts(congvu, folder)
        differ = [pair for pair in zip(here, workers) if pair[0] != pair[1]]
        print(f"{len(here)} mails in the process, {len(workers)} by workers, {len(differ)} differ")
        for own, other in differ[:3]:
            print(own[:2000], other[:2000], sep="\n")
        mails = len(list(pathlib.Path(folder).rglob("*.eml")))
        return 0 if not differ and len(here) == len(workers) >= mails > 500 else 1


if __name__ == "__main__":
    sys.exit(main())
