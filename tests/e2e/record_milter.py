"""A milter that writes down everything an MTA hands it: the measuring instrument of the MTA contract.

Speaks milter protocol 6 by itself (no libmilter), so that what is recorded is what crossed the wire.
Threads: one for each MTA connection; `transactions` is appended to when a message is complete or aborted.
"""
import socketserver
import struct
import threading
import time

# SMFIP_*: what may be left out, and the two switches that this milter asks for.
SKIP, HDR_LEADSPC = 0x400, 0x100000
# SMFIF_ADDHDRS, SMFIF_CHGHDRS, SMFIF_QUARANTINE
ACTIONS = 0x01 | 0x10 | 0x20

CONTINUE = b"c"


def reply_code(text):
    """Refuse with this text; in it, every % has to be doubled."""
    return b"y" + text.encode() + b"\0"


def quarantine(reason):
    return b"q" + reason.encode() + b"\0"


def insert_header(index, name, value):
    return b"i" + struct.pack("!I", index) + name + b"\0" + value + b"\0"


class Transaction:
    """One message as the MTA told it. Texts are bytes, exactly as received."""

    def __init__(self, connection):
        self.connection = connection  # family, host, address
        self.macros = {}              # stage letter -> {name: value}
        self.helo = b""
        self.sender, self.recipients = [], []
        self.events = []              # the stages in the order in which they came
        self.headers = []             # (name, value)
        self.chunks = []
        self.aborted = False

    @property
    def body(self):
        return b"".join(self.chunks)

    def values(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]


class _Session(socketserver.BaseRequestHandler):
    def handle(self):
        milter = self.server.milter
        self.connection, self.pending_macros, self.helo = {}, {}, b""
        self.current = None
        while (packet := self._packet()) is not None:
            command, data = packet[:1], packet[1:]
            if command == b"O":
                _, actions, steps = struct.unpack("!III", data[:12])
                milter.offers.append((actions, steps))
                self._answer(b"O" + struct.pack("!III", 6, ACTIONS & actions, milter.steps & steps))
            elif command == b"D":
                fields = data[1:].split(b"\0")
                self.pending_macros[chr(data[0])] = dict(zip(fields[0::2], fields[1::2]))
                if self.current:
                    self.current.macros[chr(data[0])] = self.pending_macros[chr(data[0])]
            elif command in (b"Q", b"K"):
                self._finish(aborted=True)
                if command == b"Q":
                    return
            elif command == b"A":
                self._finish(aborted=True)
            elif (answer := self._stage(command, data)) is not None:
                for part in answer if isinstance(answer, list) else [answer]:
                    self._answer(part)

    def _stage(self, command, data):
        if command == b"C":
            host, _, rest = data.partition(b"\0")
            port = struct.unpack("!H", rest[1:3])[0] if rest[:1] in (b"4", b"6") else 0
            self.connection = {"host": host, "family": rest[:1], "port": port, "address": rest[3:].rstrip(b"\0")}
            return CONTINUE
        if command == b"H":
            self.helo = data.rstrip(b"\0")
            return CONTINUE
        if command == b"M":
            self.current = Transaction(self.connection)
            self.current.helo = self.helo
            self.current.macros.update(self.pending_macros)
            self.current.sender = data.rstrip(b"\0").split(b"\0")
        message = self.current
        if message is None:
            return CONTINUE
        message.events.append(command.decode())
        if command == b"R":
            message.recipients.append(data.rstrip(b"\0").split(b"\0"))
        elif command == b"L":
            name, _, value = data.partition(b"\0")
            message.headers.append((name, value[:-1]))
        elif command == b"B":
            message.chunks.append(data)
        elif command == b"E":
            if data:
                message.chunks.append(data)
            answers = self.server.milter.decide(message)
            self._finish(aborted=False)
            return answers
        return CONTINUE

    def _finish(self, aborted):
        if self.current is not None:
            self.current.aborted = aborted
            self.server.milter.keep(self.current)
        self.current = None

    def _packet(self):
        size = self._exactly(4)
        return None if size is None else self._exactly(struct.unpack("!I", size)[0])

    def _exactly(self, count):
        parts = []
        while count:
            part = self.request.recv(min(count, 1 << 16))
            if not part:
                return None
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _answer(self, payload):
        self.request.sendall(struct.pack("!I", len(payload)) + payload)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


class RecordMilter:
    """decide(transaction) gives the answer packets at the end of the message; by default it lets all pass."""

    def __init__(self, steps=SKIP | HDR_LEADSPC, decide=None):
        self.steps = steps
        self.offers, self.transactions = [], []
        self._decide = decide
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.milter = self
        self.port = self._server.server_address[1]
        self.address = f"inet:127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def decide(self, message):
        answers = self._decide(message) if self._decide else []
        # A reply code ends the message by itself; anything else is followed by CONTINUE.
        return answers if answers and answers[-1][:1] == b"y" else answers + [CONTINUE]

    def keep(self, message):
        with self._changed:
            self.transactions.append(message)
            self._changed.notify_all()

    def wait_count(self, count, seconds=20):
        end = time.monotonic() + seconds
        with self._changed:
            while len(self.transactions) < count and time.monotonic() < end:
                self._changed.wait(0.2)
            return list(self.transactions)

    def close(self):
        self._server.shutdown()
        self._server.server_close()
