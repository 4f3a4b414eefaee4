"""Alerts by e-mail: one message to everybody on the list, over SMTP."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from bridge.app import Bridge

from .message import Message
from .problems import NotTold
from .secret_file import read_secret

DEADLINE_S = 20
"""Of each answer of the server."""
NAME = "mail"


class Mail:
    """The channel to the addresses in mail_to."""

    name = NAME

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._settings = bridge.settings.alerts

    @property
    def address(self) -> str:
        """Where it goes, for people."""
        return ", ".join(self._settings.mail_to)

    def send(self, message: Message) -> None:
        """Hands it to the server, for everybody on the list; NotTold, BadSetting."""
        try:
            with self._connected() as server:
                refused = server.send_message(self._composed(message))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotTold(detail=_plain(error)) from error
        if refused:
            raise NotTold(detail=f"the server did not take {len(refused)} of {len(self._settings.mail_to)} addresses")

    def _connected(self) -> smtplib.SMTP:
        """A server that is who it says, before it hears a password or a word of the message."""
        wanted = self._settings
        if wanted.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                wanted.smtp_host, wanted.smtp_port, timeout=DEADLINE_S, context=self._trusted()
            )
        else:
            server = smtplib.SMTP(wanted.smtp_host, wanted.smtp_port, timeout=DEADLINE_S)
        try:
            if wanted.smtp_security == "starttls":
                server.starttls(context=self._trusted())
            if wanted.smtp_user and wanted.smtp_password_file is not None:
                home = self._bridge.settings.home
                server.login(wanted.smtp_user, read_secret(home, "smtp_password_file", wanted.smtp_password_file))
        except BaseException:
            server.close()
            raise
        return server

    def _trusted(self) -> ssl.SSLContext:
        own = self._settings.smtp_ca_file
        return ssl.create_default_context(cafile=None if own is None else str(self._bridge.settings.home / own))

    def _composed(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self._settings.mail_from
        mail["To"] = ", ".join(self._settings.mail_to)
        mail["Subject"] = message.subject
        mail["Date"] = format_datetime(self._bridge.clock.now())
        mail["Message-ID"] = make_msgid(domain=self._settings.mail_from.rpartition("@")[2])
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(message.text)
        return mail


def _plain(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        return f"the mail server answered {error.smtp_code} {said}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"the mail server took none of the {len(error.recipients)} addresses"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
