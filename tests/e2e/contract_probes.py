"""What the MTAs make of a message before a milter sees it: one probe a fact, with what each MTA hands over.

In `wire` stands what the client sends after DATA. `seen` is (header fields, body) as the milter gets them, with
the leading blank of a value; the three identity fields that nearly every probe carries are left out of it, and
so are the fields that Postfix adds for a local client. A refusal is given as its SMTP code. The reading is in
mta-contract.md.
"""
IDENTITY = (b"From: a@b.example\r\nDate: Tue, 24 Nov 2026 08:00:00 +0700\r\nMessage-ID: <1@b.example>\r\n")


class Probe:
    def __init__(self, name, wire, seen=None, postfix=None, sendmail=None):
        self.name, self.wire = name, wire
        self.seen = {"postfix": seen if postfix is None else postfix, "sendmail": seen if sendmail is None else sendmail}


def _lines(count):
    return b"".join(b"X-%d: %d\r\n" % (index, index) for index in range(count))


PROBES = [
    Probe("a folded value keeps its folds, as bare LF", IDENTITY + b"Subject: a\r\n\tb\r\n  c\r\n\r\nx\r\n",
          ([(b"Subject", b" a\n\tb\n  c")], b"x\r\n")),
    Probe("a fold right after the colon", IDENTITY + b"Subject:\r\n a\r\n\r\nx\r\n",
          ([(b"Subject", b"\n a")], b"x\r\n")),
    Probe("folded lines of blanks only", IDENTITY + b"Subject: a\r\n \r\n b\r\n\t\r\n\r\nx\r\n",
          ([(b"Subject", b" a\n \n b\n\t")], b"x\r\n")),
    Probe("blanks after the colon and at the end stay", IDENTITY + b"A:x\r\nB:  y\r\nC:\r\nD:\tz\r\nE: e  \t\r\n\r\nx\r\n",
          ([(b"A", b"x"), (b"B", b"  y"), (b"C", b""), (b"D", b"\tz"), (b"E", b" e  \t")], b"x\r\n")),
    Probe("blanks before the colon are lost", IDENTITY + b"Subject : a\r\nX-B\t: b\r\n\r\nx\r\n",
          ([(b"Subject", b" a"), (b"X-B", b" b")], b"x\r\n")),
    Probe("order, repetition and case stay", IDENTITY + b"Subject: 1\r\nsubject: 2\r\nSUBJECT: 3\r\n\r\nx\r\n",
          ([(b"Subject", b" 1"), (b"subject", b" 2"), (b"SUBJECT", b" 3")], b"x\r\n")),
    Probe("Received of others is seen, the MTA's own is not", b"Received: from x by y; z\r\n" + IDENTITY + b"\r\nx\r\n",
          ([(b"Received", b" from x by y; z")], b"x\r\n")),
    Probe("fields that Postfix drops", b"Return-Path: <x@y>\r\nBcc: q@r.example\r\nContent-Length: 5\r\nX-Z: 1\r\n"
          + IDENTITY + b"\r\nx\r\n",
          postfix=([(b"X-Z", b" 1")], b"x\r\n"),
          sendmail=([(b"Return-Path", b" <x@y>"), (b"Bcc", b" q@r.example"), (b"Content-Length", b" 5"), (b"X-Z", b" 1")],
                    b"x\r\n")),
    Probe("addresses that Postfix completes for local clients", b"From: an\r\nTo: binh (x), \"q\" <c@d>\r\n\r\nx\r\n",
          postfix=([(b"From", b" an@mx.bacgiang.example"), (b"To", b" binh@mx.bacgiang.example (x), \"q\" <c@d>")], b"x\r\n"),
          sendmail=([(b"From", b" an"), (b"To", b" binh (x), \"q\" <c@d>")], b"x\r\n")),
    Probe("an empty message", b"", ([], b"")),
    Probe("a message that begins with its body", b"\r\nbody\r\n", ([], b"body\r\n")),
    Probe("a head without a blank line", IDENTITY + b"Subject: s\r\n", ([(b"Subject", b" s")], b"")),
    Probe("a line without a colon ends the head and begins the body", IDENTITY
          + b"Subject: s\r\njunk line\r\nX-After: 1\r\n\r\nx\r\n",
          ([(b"Subject", b" s")], b"junk line\r\nX-After: 1\r\n\r\nx\r\n")),
    Probe("a first line that begins with a blank: all is body", b" leading\r\n" + IDENTITY + b"\r\nx\r\n",
          ([], b" leading\r\n" + IDENTITY + b"\r\nx\r\n")),
    Probe("a mailbox line in front", b"From x@y Tue Nov 24\r\n" + IDENTITY + b"\r\nx\r\n",
          postfix=([(b"X-Mailbox-Line", b" From x@y Tue Nov 24")], b"x\r\n"), sendmail=([], b"x\r\n")),
    Probe("a quoted mailbox line in front", b">From x@y Tue Nov 24\r\n" + IDENTITY + b"\r\nx\r\n",
          postfix=([(b"X-Mailbox-Line", b" >From x@y Tue Nov 24")], b"x\r\n"),
          sendmail=([], b">From x@y Tue Nov 24\r\n" + IDENTITY + b"\r\nx\r\n")),
    Probe("an empty name ends the head", IDENTITY + b": v\r\n\r\nx\r\n", ([], b": v\r\n\r\nx\r\n")),
    Probe("a name with a blank inside ends the head", IDENTITY + b"X A: v\r\n\r\nx\r\n", ([], b"X A: v\r\n\r\nx\r\n")),
    Probe("an 8-bit name ends the head", IDENTITY + b"X-\xc3\xa9: v\r\n\r\nx\r\n", ([], b"X-\xc3\xa9: v\r\n\r\nx\r\n")),
    Probe("8-bit bytes pass, valid UTF-8 or not", IDENTITY + b"Subject: T\xe1\xbb\x87p \xff\r\n\r\n\xe1\xbb\x87\xff\x80\r\n",
          ([(b"Subject", b" T\xe1\xbb\x87p \xff")], b"\xe1\xbb\x87\xff\x80\r\n")),
    Probe("control bytes pass in a value", IDENTITY + b"Subject: a\x01\x7f\x0b\x0cb\r\n\r\nx\x01\r\n",
          ([(b"Subject", b" a\x01\x7f\x0b\x0cb")], b"x\x01\r\n")),
    Probe("dots are unstuffed", IDENTITY + b"\r\n..a\r\n...\r\n.b\r\n", ([], b".a\r\n..\r\nb\r\n")),
    Probe("bare LF", IDENTITY + b"Subject: a\nX-Lf: b\r\n\r\none\ntwo\r\n\n\nthree\r\n",
          postfix=([(b"Subject", b" a"), (b"X-Lf", b" b")], b"one\r\ntwo\r\n\r\n\r\nthree\r\n"), sendmail=421),
    Probe("bare LF ends the head", IDENTITY + b"Subject: a\n\nbody\r\n",
          postfix=([(b"Subject", b" a")], b"body\r\n"), sendmail=421),
    Probe("bare CR", IDENTITY + b"Subject: a\rX-Cr: b\r\n\r\none\rtwo\r\r\nthree\r\r\r\n",
          postfix=([(b"Subject", b" a X-Cr: b")], b"one two\r\nthree\r\n"), sendmail=421),
    Probe("CR CR LF as the blank line", IDENTITY + b"Subject: a\r\r\n\r\r\nbody\r\n",
          postfix=([(b"Subject", b" a")], b"body\r\n"), sendmail=421),
    Probe("NUL in a value, in the body", IDENTITY + b"Subject: a\0b\r\n\r\nc\0d\r\n",
          postfix=([(b"Subject", b" a")], b"c\0d\r\n"), sendmail=554),
    Probe("NUL in a name", IDENTITY + b"Sub\0ject: a\r\n\r\nx\r\n",
          postfix=([], b"Sub\0ject: a\r\n\r\nx\r\n"), sendmail=554),
    Probe("long lines in the body", IDENTITY + b"\r\n" + b"a" * 5000 + b"\r\nend\r\n", ([], b"a" * 5000 + b"\r\nend\r\n")),
    Probe("a long header line", IDENTITY + b"Subject: " + b"b" * 5000 + b"\r\n\r\nx\r\n",
          ([(b"Subject", b" " + b"b" * 5000)], b"x\r\n")),
    Probe("a header over 60,000 bytes is cut at a line", IDENTITY + b"X-Huge: " + (b"c" * 70 + b"\r\n ") * 2000
          + b"end\r\nX-After: 1\r\n\r\nx\r\n",
          postfix=([(b"X-Huge", (b" " + b"c" * 70 + b"\n") * 832 + b" " + b"c" * 70), (b"X-After", b" 1")], b"x\r\n"),
          sendmail=552),
    Probe("2,000 header fields", IDENTITY + _lines(2000) + b"\r\nx\r\n",
          ([(b"X-%d" % index, b" %d" % index) for index in range(2000)], b"x\r\n")),
    Probe("3,000 header fields", IDENTITY + _lines(3000) + b"\r\nx\r\n",
          postfix=([(b"X-%d" % index, b" %d" % index) for index in range(3000)], b"x\r\n"), sendmail=552),
    Probe("the head of an inner part loses blanks before the colon in Postfix", IDENTITY + b"MIME-Version: 1.0\r\n"
          b"Content-Type: multipart/mixed; boundary=B\r\n\r\npre\r\n--B\r\nContent-Type : text/plain\r\n"
          b"X-T: trail  \r\nX-F:a\r\n  b\r\n\r\nx\r\n--B--\r\nepi\r\n",
          postfix=([(b"MIME-Version", b" 1.0"), (b"Content-Type", b" multipart/mixed; boundary=B")],
                   b"pre\r\n--B\r\nContent-Type: text/plain\r\nX-T: trail  \r\nX-F:a\r\n  b\r\n\r\nx\r\n--B--\r\nepi\r\n"),
          sendmail=([(b"MIME-Version", b" 1.0"), (b"Content-Type", b" multipart/mixed; boundary=B")],
                    b"pre\r\n--B\r\nContent-Type : text/plain\r\nX-T: trail  \r\nX-F:a\r\n  b\r\n\r\nx\r\n--B--\r\nepi\r\n")),
    Probe("so does the head of an inner message", IDENTITY
          + b"Content-Type: message/rfc822\r\n\r\nSubject : in\r\nContent-Type: text/plain\r\n\r\nz\r\n",
          postfix=([(b"Content-Type", b" message/rfc822")], b"Subject: in\r\nContent-Type: text/plain\r\n\r\nz\r\n"),
          sendmail=([(b"Content-Type", b" message/rfc822")], b"Subject : in\r\nContent-Type: text/plain\r\n\r\nz\r\n")),
    Probe("blank lines at the end stay", IDENTITY + b"\r\nx\r\n\r\n\r\n", ([], b"x\r\n\r\n\r\n")),
    Probe("a From line in the body is not quoted", IDENTITY + b"\r\nFrom here\r\n", ([], b"From here\r\n")),
    Probe("a body of many chunks", IDENTITY + b"\r\n" + (b"d" * 76 + b"\r\n") * 4000, ([], (b"d" * 76 + b"\r\n") * 4000)),
]
