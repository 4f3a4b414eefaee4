"""Real servers on loopback that take in what the office sends, mail and webhooks, with TLS and without."""

import ssl
from asyncio import Server
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
PASSWORD = "a-password-of-the-mail-server"


class Mailbox:
    """What an SMTP server has taken in. `refuses` makes it answer each message with that."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.logins: list[str] = []
        self.refuses = ""

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        if self.refuses:
            return self.refuses
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        """The one password."""
        is_right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
        if is_right:
            self.logins.append(given.login.decode())
        return AuthResult(success=is_right, handled=True)


class Posted(NamedTuple):
    """One request that came."""

    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """A receiver of webhooks. `answers` is the status of each answer."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers = 204
        super().__init__((LOOPBACK, 0), _Taking)


class _Taking(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append(Posted(dict(self.headers), body))
        self.send_response(self.server.answers)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as http.server wants it
        """Says nothing."""


class _AtAnyPort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(identity: "Identity | None" = None, *, at_once: bool = False) -> Iterator[tuple[Mailbox, int]]:
    """A mail server and its port: plain, with STARTTLS when it has an identity, or with TLS at once."""
    box = Mailbox()
    options: dict[str, Any] = {"hostname": LOOPBACK, "port": 0}
    if identity is not None:
        context = identity.context()
        options |= {"authenticator": box.authenticate, "auth_require_tls": not at_once}
        options |= {"ssl_context": context} if at_once else {"tls_context": context, "require_starttls": True}
    controller = _AtAnyPort(box, **options)
    controller.start()
    try:
        yield box, controller.port
    finally:
        controller.stop()


@contextmanager
def receiver(identity: "Identity | None" = None) -> Iterator[tuple[Receiver, str]]:
    """A receiver and its address."""
    with Receiver() as server:
        if identity is not None:
            server.socket = identity.context().wrap_socket(server.socket, server_side=True)
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield server, f"{'https' if identity else 'http'}://{LOOPBACK}:{server.server_address[1]}/alerts"
        finally:
            server.shutdown()
            serving.join()


class Identity(NamedTuple):
    """A certificate for loopback, which is its own authority, and its key."""

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """For a server that shows it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        return context


def an_identity(folder: Path) -> Identity:
    """A fresh one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    found = Identity(folder / "certificate.pem", folder / "key.pem")
    found.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    found.key.write_bytes(key.private_bytes(*private))
    return found
