"""One mail by SMTP and the server's whole answer, whatever it is."""
import smtplib


class Answer:
    def __init__(self, code, text, stage):
        self.code, self.stage = code, stage
        self.text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text

    @property
    def accepted(self):
        return self.code == 250 and self.stage == "data"

    @property
    def queue_id(self):
        """Postfix: "2.0.0 Ok: queued as ID"; Sendmail: "2.0.0 ID Message accepted for delivery"."""
        if "queued as " in self.text:
            return self.text.rpartition("queued as ")[2].split()[0]
        words = self.text.split()
        return words[1] if self.accepted and len(words) > 1 else ""

    def __str__(self):
        return f"{self.code} {self.text}"


def submit(client, sender, recipients, data, options=()):
    """MAIL, RCPT and DATA in an open session; stops at the first refusal and resets the session."""
    client.ehlo_or_helo_if_needed()
    code, text = client.mail(sender, list(options))
    stage = "mail"
    for recipient in recipients:
        if code == 250:
            code, text = client.rcpt(recipient)
            stage = "rcpt"
    if code == 250:
        stage = "data"
        try:
            code, text = client.data(data)
        except smtplib.SMTPDataError as refused:
            code, text = refused.smtp_code, refused.smtp_error
    if not (code == 250 and stage == "data"):
        try:
            client.rset()
        except smtplib.SMTPServerDisconnected:
            pass
    return Answer(code, text, stage)


def send(mta, data, sender="an.nv@bacgiang.example", recipients=("binh.tt@haiduong.example",), options=()):
    """One mail in a session of its own. A session that the server drops is answer 421."""
    try:
        with mta.client() as client:
            return submit(client, sender, recipients, data, options)
    except smtplib.SMTPServerDisconnected as dropped:
        return Answer(421, str(dropped), "connect")
    except smtplib.SMTPResponseException as refused:
        return Answer(refused.smtp_code, refused.smtp_error, "connect")


def send_wire(mta, wire, sender="an.nv@bacgiang.example", recipients=("binh.tt@haiduong.example",), options=()):
    """As send(), but the bytes after DATA go out exactly as given (dots are not stuffed); then CRLF.CRLF."""
    with mta.client() as client:
        client.ehlo()
        client.mail(sender, list(options))
        for recipient in recipients:
            client.rcpt(recipient)
        code, text = client.docmd("DATA")
        if code != 354:
            return Answer(code, text, "data")
        client.sock.sendall(wire + (b"" if wire.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        return Answer(*client.getreply(), "data")
