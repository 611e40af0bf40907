"""SMTP dialogs from a table (dialogs/*.txt), spoken with a real server, and what the journal must hold of each.

A file holds dialogs; `#` starts a comment at the beginning of a line. A dialog is

    dialog WHAT IT SHOWS
    at SERVICE [outside|inside] [tls] [login NAME]
    C: COMMAND                     one command line
    C*N: COMMAND                   N of them; {n} is the number, {d} the number as letters (for domains)
    mail MAKER [FIELD: VALUE]      a message of mails.py after DATA, with another header field
    S: CODE [ENHANCED] [*TEXT*]    the answer to the line before (to each of N); TEXT with shell wildcards
    then arrives | held | absent   where the message is after all
    journal[*N] DAEMON STAGE ACTION RULE[, RULE]

The client's address is told to Postfix (XCLIENT) and is each dialog's own, so that the journal can be asked for it:
`outside` (the default) is a network that the profile does not know, `inside` one of its own. The `journal` lines are
all decisions of the dialog that name a rule, in any order; decisions without a rule are not listed.
"""
import dataclasses
import fnmatch
import glob
import itertools
import os
import re
import smtplib
import ssl

import dovecot
import mails

TABLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "dialogs")


@dataclasses.dataclass
class Step:
    place: str  # file:line
    kind: str  # "command" or "mail"
    text: str
    count: int = 1
    answer: str = ""


@dataclasses.dataclass
class Dialog:
    place: str
    title: str
    service: str = ""
    inside: bool = False
    tls: bool = False
    login: str = ""
    fate: str = ""
    steps: list = dataclasses.field(default_factory=list)
    journal: list = dataclasses.field(default_factory=list)  # "DAEMON STAGE ACTION RULE[, RULE]"

    @property
    def name(self):
        """For a test method."""
        base = os.path.splitext(self.place.split(":")[0])[0]
        return "test_" + base + "_" + re.sub(r"\W+", "_", self.title.lower()).strip("_")


def _at(dialog, words):
    words = iter(words)
    dialog.service = next(words)
    for word in words:
        if word == "login":
            dialog.login = next(words)
        elif word == "tls":
            dialog.tls = True
        elif word in ("outside", "inside"):
            dialog.inside = word == "inside"
        else:
            raise ValueError(f"unknown word {word!r}")


def _line(dialog, place, line):
    if command := re.match(r"C(?:\*(\d+))?: (.*)", line):
        dialog.steps.append(Step(place, "command", command[2], int(command[1] or 1)))
    elif line.startswith("mail "):
        dialog.steps.append(Step(place, "mail", line[5:]))
    elif line.startswith("S: "):
        if dialog.steps[-1].answer:
            raise ValueError("a second answer")
        dialog.steps[-1].answer = line[3:]
    elif entry := re.match(r"journal(?:\*(\d+))? (.*)", line):
        dialog.journal += [entry[2]] * int(entry[1] or 1)
    elif line in ("then arrives", "then held", "then absent"):
        dialog.fate = line[5:]
    elif line.startswith("at "):
        _at(dialog, line[3:].split())
    else:
        raise ValueError(f"what is {line!r}?")


def read_text(text, name):
    dialogs = []
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        place = f"{name}:{number}"
        if not line or line.startswith("#"):
            continue
        if line.startswith("dialog "):
            dialogs.append(Dialog(place, line[7:]))
            continue
        try:
            _line(dialogs[-1], place, line)
        except (IndexError, StopIteration, ValueError) as fault:
            raise ValueError(f"{place}: {fault}") from None
    for dialog in dialogs:
        if not dialog.service or not dialog.steps or not all(step.answer for step in dialog.steps):
            raise ValueError(f"{dialog.place}: no service, or a line without its answer")
    return dialogs


def read_all():
    dialogs = []
    for path in sorted(glob.glob(os.path.join(TABLES, "*.txt"))):
        with open(path, encoding="utf-8") as table:
            dialogs += read_text(table.read(), os.path.basename(path))
    names = [dialog.name for dialog in dialogs]
    if len(set(names)) < len(names):
        raise ValueError("two dialogs of one name")
    return dialogs


def letters(number):
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def matches(answer, code, text):
    """"554 5.7.1 *8.1*" and the like: all that is asked for holds in every line."""
    found = re.fullmatch(r"(\d{3})(?: (\d\.\d{1,3}\.\d{1,3}))?(?: (.*))?", answer)
    if not found:
        raise ValueError(f"no answer: {answer!r}")
    lines = text.split("\n")
    enhanced = all(line.startswith(found[2] + " ") for line in lines) if found[2] else True
    return code == int(found[1]) and enhanced and fnmatch.fnmatchcase(" ".join(lines), found[3] or "*")


class Client:
    """One session as a dialog wants it."""

    _ports = itertools.count(20_000)

    def __init__(self, mta, dialog, address):
        self._client = mta.client(dialog.service)
        self._reach(address)
        if dialog.tls:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            self._client.starttls(context=context)
            self._client.ehlo()
        if dialog.login:
            self._client.login(dialog.login, dovecot.PASSWORD)

    def _reach(self, address):
        """Greetings, as from this address. A server may close the door at each of them."""
        self._client.ehlo()
        code, text = self._client.docmd("XCLIENT", f"NAME=[UNAVAILABLE] ADDR={address} PORT={next(self._ports)}")
        if code != 220:
            raise smtplib.SMTPResponseException(code, text)
        self._client.ehlo()

    def say(self, line):
        code, text = self._client.docmd(line)
        return code, text.decode("utf-8", "replace")

    def message(self, data):
        """What follows 354: dots stuffed, and the end."""
        self._client.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
        code, text = self._client.getreply()
        return code, text.decode("utf-8", "replace")

    def close(self):
        self._client.close()


def message_of(text, identity):
    """"clean_docx From: <a@b>": a mail of mails.py, that field of it replaced."""
    maker, _, field = text.partition(" ")
    data = mails.tagged(getattr(mails, maker)(), identity)
    if not field:
        return data
    name = field.partition(":")[0].encode()
    return re.sub(rb"(?mi)^" + name + rb":.*\r\n(?:[ \t].*\r\n)*", field.encode() + b"\r\n", data, count=1)


class Play:
    """One dialog spoken: `address` is its client's; `faults` says what was answered otherwise."""

    def __init__(self, dialog, address, identity):
        self.dialog, self.address, self.identity = dialog, address, identity
        self.faults, self.queue_id = [], ""

    def speak(self, mta):
        client = Client(mta, self.dialog, self.address)
        try:
            for step in self.dialog.steps:
                self._step(client, step)
        except smtplib.SMTPServerDisconnected as gone:
            self.faults.append(f"{step.place}: {step.text}: {gone}")
        finally:
            client.close()
        return self

    def _step(self, client, step):
        for number in range(1, step.count + 1):
            if step.kind == "mail":
                code, text = client.message(message_of(step.text, self.identity))
                self.queue_id = text.rpartition("queued as ")[2] if code == 250 else ""
            else:
                code, text = client.say(step.text.replace("{n}", str(number)).replace("{d}", letters(number)))
            if not matches(step.answer, code, text):
                self.faults.append(f"{step.place}: {step.text} ({number}): {code} {text}; expected {step.answer}")
                return
