"""An SMTP server on loopback that keeps every message it accepts: what reached the other side."""
import re
import socketserver
import threading
import time


class Delivered:
    """One accepted message: reverse-path, recipients, and the bytes with dots unstuffed and CRLF line ends."""

    def __init__(self, sender, recipients, data):
        self.sender, self.recipients, self.data = sender, recipients, data

    @property
    def head(self):
        return self.data.partition(b"\r\n\r\n")[0] + b"\r\n"

    @property
    def body(self):
        return self.data.partition(b"\r\n\r\n")[2]

    def fields(self, name):
        """All values of a header field, as they stand, unfolded."""
        lines = re.sub(rb"\r\n(?=[ \t])", b"", self.head).split(b"\r\n")
        prefix = name.lower().encode() + b":"
        return [line[len(prefix):].strip() for line in lines if line.lower().startswith(prefix)]


class _Session(socketserver.StreamRequestHandler):
    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        self._say("220 sink.example ESMTP")
        sender, recipients = None, []
        while line := self.rfile.readline(4096):
            verb = line[:4].upper()
            if verb == b"EHLO":
                self._say("250-sink.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 0")
            elif verb == b"MAIL":
                sender, recipients = _address(line), []
                self._say("250 2.1.0 ok")
            elif verb == b"RCPT":
                recipients.append(_address(line))
                self._say("250 2.1.5 ok")
            elif verb == b"DATA":
                self._say("354 go")
                data = self._data()
                if data is None:
                    return
                self.server.sink.keep(Delivered(sender, recipients, data))
                self._say("250 2.0.0 kept")
            elif verb == b"QUIT":
                self._say("221 2.0.0 bye")
                return
            else:
                self._say("250 2.0.0 ok")

    def _data(self):
        lines = []
        while line := self.rfile.readline():
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)
        return None


def _address(line):
    found = re.search(rb"<([^>]*)>", line)
    return found.group(1).decode("utf-8", "replace") if found else ""


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


class Sink:
    """`messages` grows as mail arrives; wait_for() waits until a condition on the list holds."""

    def __init__(self):
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.sink = self
        self.port = self._server.server_address[1]
        self.messages = []
        self._changed = threading.Condition()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def keep(self, message):
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()

    def clear(self):
        with self._changed:
            self.messages.clear()

    def wait_for(self, condition, seconds=30):
        """The messages once condition(messages) is true; what is there when the time is over."""
        end = time.monotonic() + seconds
        with self._changed:
            while not condition(self.messages) and time.monotonic() < end:
                self._changed.wait(0.2)
            return list(self.messages)

    def wait_count(self, count, seconds=30):
        return self.wait_for(lambda kept: len(kept) >= count, seconds)

    def wait_field(self, name, value, seconds=30):
        """The first message with this header field; fails when the time is over."""
        def found(kept):
            return [message for message in kept if value in message.fields(name)]
        matches = found(self.wait_for(found, seconds))
        if not matches:
            raise AssertionError(f"no message with {name}: {value!r} arrived")
        return matches[0]

    def close(self):
        self._server.shutdown()
        self._server.server_close()
