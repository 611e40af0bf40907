"""The same mail gives the same facts as a file, through Postfix and through Sendmail; exceptions are listed.

    equality.py DIRECTORY [--mta postfix|sendmail]

DIRECTORY holds *.eml. Each is scanned as a file by `congvu scan --facts`, sent through the MTA to congvu-milter
with `decision_facts: true`, and the two are compared. Prints each difference, the exceptions by reason, and
"N equal, N exceptions, N different"; ends with 1 where there is a difference without a reason in mta-contract.md.
"""
import argparse
import json
import os
import re
import subprocess
import sys

from client import send_wire
from daemon import BUILD, Daemon
from scratch import Scratch
from sink import Sink

# Fields that an MTA adds, drops or completes (mta-contract.md).
MTA_FIELDS = {"return-path", "bcc", "content-length", "resent-bcc", "date", "from", "to", "cc", "message-id",
              "resent-date", "resent-from", "resent-message-id", "x-mailbox-line", "received"}
SENDER, RECIPIENT = "binh.tt@haiduong.example", "an.nv@bacgiang.gov.vn"


def exception(data, mta):
    """Why this mail may differ, in the words of mta-contract.md; "" where it must not."""
    lines = data.replace(b"\r\n", b"")
    head = data.partition(b"\r\n\r\n")[0]
    if b"\n" in lines:
        return "bare LF"
    if b"\r" in lines:
        return "bare CR"
    if b"\0" in data:
        return "NUL"
    if data.startswith((b"From ", b">From ")):
        return "mailbox line"
    if re.search(rb"(?m)^[!-9;-~]+[ \t]+:", data if mta == "postfix" else head):
        return "blank before a colon"
    if any(not re.match(rb"[!-9;-~]+[ \t]*:", field) for field in re.split(rb"\r\n(?![ \t])", head) if field):
        return "line in the head that is no field"
    if mta == "sendmail" and len(head) > 32768:
        return "head over 32,768 bytes"
    if mta == "postfix" and any(len(field) > 60000 for field in re.split(rb"\r\n(?![ \t])", head)):
        return "header field over 60,000 bytes"
    return ""


def comparable(facts):
    """What must be equal: everything but the size, the MTA's own header fields and the file's name."""
    headers = [(name.lower(), value) for name, value in facts["headers"]]
    return {
        "headers": [field for field in headers if field[0] not in MTA_FIELDS],
        "attachments": sorted(json.dumps(one, sort_keys=True) for one in facts["attachments"] if one.get("role") != "message"),
        "deviations": sorted(facts["deviations"]),
        "limits": sorted(facts["limits"]),
    }


def difference(file_facts, mta_facts):
    left, right = comparable(file_facts), comparable(mta_facts)
    out = []
    for key in left:
        if left[key] != right[key]:
            out.append(f"  {key}: as a file {[x for x in left[key] if x not in right[key]]}\n"
                       f"  {key}: by the MTA {[x for x in right[key] if x not in left[key]]}")
    return "\n".join(out)


def wire(data):
    """As a client sends it: dots stuffed, ending in CRLF."""
    data = re.sub(rb"(^|\r\n)\.", rb"\1..", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


class Equality:
    def __init__(self, mta_name, scratch):
        self.name, self.sink = mta_name, Sink()
        self.daemon = Daemon(scratch, "inet", "decision_facts: true\n").start()
        if mta_name == "postfix":
            from postfix import PrivatePostfix
            self.mta = PrivatePostfix(scratch, self.sink.port, self.daemon.address).start()
        else:
            from sendmail import PrivateSendmail
            self.mta = PrivateSendmail(scratch, self.sink.port, self.daemon.address).start()

        self.decided = 0

    def one(self, data, facts):
        """(kind, text): "equal", "exception" with its reason, or "different" with the difference."""
        reason = exception(data, self.name)
        answer = send_wire(self.mta, wire(data), SENDER, [RECIPIENT])
        if answer.code // 100 == 4 or not answer.text:
            return ("exception", reason) if reason else ("different", f"  the client got {answer}")
        if answer.code == 552 or "NUL" in answer.text:  # Sendmail itself, before the milter
            return ("exception", reason) if reason else ("different", f"  the client got {answer}")
        entry = self.daemon.wait_decisions(self.decided + 1)[self.decided]
        self.decided += 1
        found = difference(facts, entry.get("message_facts", {}))
        if not found:
            return "equal", ""
        return ("exception", reason) if reason else ("different", found)


def facts_of_files(mails, scratch):
    """{path: facts} of `congvu scan`. An MTA's mail ends in CRLF, so a file that does not is completed first."""
    directory = scratch.directory("files")
    for number, data in enumerate(mails.values()):
        with open(os.path.join(directory, f"{number:06}"), "wb") as file:
            file.write(data if data.endswith(b"\r\n") else data + b"\r\n")
    scan = subprocess.run([os.path.join(BUILD, "congvu"), "scan", "--facts", directory], stdout=subprocess.PIPE)
    lines = [json.loads(line) for line in scan.stdout.splitlines()]
    by_number = {int(os.path.basename(line["file"])): line for line in lines}
    return {path: by_number[number] for number, path in enumerate(mails)}


def run(directory, mta_name, out=print):
    paths = sorted(os.path.join(top, name) for top, _, names in os.walk(directory) for name in names
                   if name.endswith(".eml"))
    mails = {}
    for path in paths:
        with open(path, "rb") as file:
            mails[path] = file.read()
    counts, reasons = {"equal": 0, "exception": 0, "different": 0}, {}
    with Scratch() as scratch:
        equality = Equality(mta_name, scratch)
        facts = facts_of_files(mails, scratch)
        for path, data in mails.items():
            kind, text = equality.one(data, facts[path])
            counts[kind] += 1
            if kind == "different":
                out(f"{os.path.relpath(path, directory)}:\n{text}")
            elif kind == "exception":
                reasons.setdefault(text, []).append(os.path.relpath(path, directory))
    for reason, names in sorted(reasons.items()):
        out(f"exception, {reason}: {len(names)} ({', '.join(names)})")
    out(f"{mta_name}: {counts['equal']} equal, {counts['exception']} exceptions, {counts['different']} different")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("directory")
    parser.add_argument("--mta", choices=("postfix", "sendmail"), default="postfix")
    options = parser.parse_args()
    counts = run(options.directory, options.mta)
    return 1 if counts["different"] or not counts["equal"] else 0


if __name__ == "__main__":
    sys.exit(main())
