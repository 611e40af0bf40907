"""Throughput of congvu-milter against a milter that looks at nothing, and what a connection costs.

    cmake --build BUILD --target congvu-milter bench && python3 tests/bench/milter.py BUILD [--sessions 20] [--seconds 5]

Prints a table; nothing is asserted. Both milters get the same bytes from the same client (milter_load.cpp) over a
Unix socket, on the same machine, so compare the ratio and not the figures of two machines. Use a build without
sanitizers and with optimisation.
"""

import argparse
import base64
import io
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time
import zipfile


def multipart(name, data):
    return (b"From: a@example.org\r\nTo: b@bacgiang.gov.vn\r\nSubject: bao cao thang\r\nMIME-Version: 1.0\r\n"
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            b"Kinh gui, xem tep kem theo.\r\n--b\r\nContent-Type: application/octet-stream\r\n"
            b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\nContent-Transfer-Encoding: base64'
            b"\r\n\r\n" + base64.encodebytes(data).replace(b"\n", b"\r\n") + b"--b--\r\n")


def docx(size):
    """A Word document whose text and picture fill about `size` bytes."""
    source = random.Random(27)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", '<Types><Override PartName="/word/document.xml" ContentType="application/'
                         'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr("word/document.xml", "<w:document>" + "".join(
            f"<w:t>{source.random()}</w:t>" for _ in range(size // 60)) + "</w:document>")
        archive.writestr("word/media/image1.png", b"\x89PNG\r\n\x1a\n" + source.randbytes(size // 2))
    return out.getvalue()


def mails():
    text = b"From: a@example.org\r\nTo: b@bacgiang.gov.vn\r\nSubject: bao cao\r\n\r\n"
    return {
        "2 KB text": text + b"Kinh gui cac don vi truc thuoc, de nghi bao cao.\r\n" * 40,
        "20 KB with docx": multipart("bao-cao.docx", docx(13_000)),
        "200 KB with docx": multipart("bao-cao.docx", docx(140_000)),
        "2 MB with docx": multipart("bao-cao.docx", docx(1_400_000)),
    }


def rss(pid):
    """Kilobytes of a process, shared libraries left out."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return sum(int(line.split()[1]) for line in status.splitlines() if line.startswith(("RssAnon", "RssShmem")))


class Milter:
    def __init__(self, command, socket):
        self.socket = socket
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        for _ in range(1000):
            if os.path.exists(socket):
                break
            time.sleep(0.01)
        time.sleep(1)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def workers(self):
        files = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in files for pid in file.read_text().split()]


def run_load(build, socket, mail, sessions, messages):
    done = subprocess.run([f"{build}/tests/milter_load", socket, mail, str(sessions), str(messages)],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def measure(build, milter, mail, sessions, seconds):
    """A first run warms up and tells how many messages fill the time."""
    probe = run_load(build, milter.socket, mail, sessions, 5)
    return run_load(build, milter.socket, mail, sessions, max(5, int(probe["per_second"] * seconds / sessions)))


def connection_cost(build, milter, count):
    before = rss(milter.process.pid)
    with subprocess.Popen([f"{build}/tests/milter_load", milter.socket, "-", str(count), "0"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as holder:
        holder.stdout.readline()
        time.sleep(0.5)
        cost = (rss(milter.process.pid) - before) / count
        holder.stdin.close()
    return cost


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("build")
    arguments.add_argument("--sessions", type=int, default=20)
    arguments.add_argument("--seconds", type=float, default=5)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="congvu-bench-") as folder:
        os.chmod(folder, 0o777)
        config = pathlib.Path(folder) / "congvu.yaml"
        config.write_text(f"socket: unix:{folder}/congvu\nuser: nobody\nspool: {{directory: {folder}}}\n"
                          f"decision_log: {folder}/decisions.jsonl\nlog: {{level: warning}}\n")
        null = Milter([f"{options.build}/tests/null_milter", f"unix:{folder}/null"], f"{folder}/null")
        congvu = Milter([f"{options.build}/congvu-milter", "--config", str(config)], f"{folder}/congvu")
        try:
            print(f"memory per idle connection: null {connection_cost(options.build, null, 500):.1f} KB, "
                  f"congvu {connection_cost(options.build, congvu, 500):.1f} KB\n")
            print(f"{'mail':18}{'bytes':>10}{'null/s':>10}{'congvu/s':>10}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}"
                  f"{'refused':>9}")
            for name, data in mails().items():
                file = pathlib.Path(folder) / "mail"
                file.write_bytes(data)
                base = measure(options.build, null, str(file), options.sessions, options.seconds)
                ours = measure(options.build, congvu, str(file), options.sessions, options.seconds)
                print(f"{name:18}{len(data):10}{base['per_second']:10.0f}{ours['per_second']:10.0f}"
                      f"{ours['per_second'] / base['per_second']:8.2f}{ours['p50']:9.2f}{ours['p99']:9.2f}"
                      f"{ours['refused']:9}", flush=True)
            workers = [rss(pid) for pid in congvu.workers()]
            print(f"\nmemory after the load: daemon {rss(congvu.process.pid) / 1024:.1f} MB, "
                  f"{len(workers)} workers {', '.join(f'{kb / 1024:.1f}' for kb in workers)} MB")
        finally:
            null.stop()
            congvu.stop()


if __name__ == "__main__":
    main()
