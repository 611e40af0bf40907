"""Sends the sample mails through a private Postfix with congvu-milter and prints a table of the outcomes."""
import os
import sys
import textwrap

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "e2e"))

import mails  # noqa: E402
from client import send  # noqa: E402
from daemon import Daemon  # noqa: E402
from postfix import PrivatePostfix  # noqa: E402
from scratch import Scratch  # noqa: E402
from sink import Sink  # noqa: E402

SENDER, RECIPIENT = "binh.tt@haiduong.example", "an.nv@bacgiang.gov.vn"
HEADINGS = ("Thư", "Trả lời SMTP", "Quy tắc", "Khoản", "Kết quả")
WIDTHS = (30, 62, 22, 5, 20)


def outcome(answer, identity, postfix, sink):
    if not answer.accepted:
        return "bị từ chối" if answer.code >= 500 else "hoãn lại"
    if answer.queue_id in postfix.held():
        return "giữ lại chờ xem xét"
    kept = sink.wait_field("X-Test-Id", identity.encode())
    return "đã nhận, có đánh dấu" if kept.fields(Daemon.TAG_HEADER) else "đã nhận"


def row(number, title, maker, postfix, sink, daemon):
    identity = f"demo-{number}"
    answer = send(postfix, mails.tagged(maker(), identity), SENDER, [RECIPIENT])
    found = daemon.decisions()[-1]["rules"]
    rules = " ".join(rule["id"] for rule in found)
    clauses = " ".join(sorted({rule["clause"] for rule in found}))
    return title, " ".join(str(answer).split()), rules, clauses, outcome(answer, identity, postfix, sink)


def print_table(rows):
    wrapped = [[textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, WIDTHS)] for cells in rows]
    for number, cells in enumerate(wrapped):
        for line in range(max(map(len, cells))):
            pieces = [lines[line] if line < len(lines) else "" for lines in cells]
            print("  ".join(piece.ljust(width) for piece, width in zip(pieces, WIDTHS)).rstrip())
        if number == 0:
            print("  ".join("─" * width for width in WIDTHS))


def main():
    with Scratch() as scratch:
        sink = Sink()
        daemon = Daemon(scratch).start()
        postfix = PrivatePostfix(scratch, sink.port, daemon.address).start()
        rows = [row(number, title, maker, postfix, sink, daemon) for number, (title, maker) in enumerate(mails.DEMO)]
        print_table([HEADINGS, *rows])
        refused = sum(1 for cells in rows if cells[-1] == "bị từ chối")
        print(f"\n{len(rows)} thư đã gửi, {refused} thư bị từ chối.")


if __name__ == "__main__":
    main()
