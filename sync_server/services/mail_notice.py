"""The daily notice by mail: three counts in both languages and no more; off unless the settings name a mail server.

No name, code, case, office or address of a page stands in it: mail is read by whoever runs the lines it passes.
"""

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from shared_schema.errors import HomewardError
from shared_schema.words import running as words
from sync_server.config import Config, is_loopback, split_address
from sync_server.server import Server
from sync_server.store.notice_counts import NoticeCounts, count_for_notice

SILENT_DAYS = 14
DAY_MS = 86_400_000
TIMEOUT_SECONDS = 30
STARTTLS, TLS, PLAIN = "starttls", "tls", "none"


def is_wanted(config: Config) -> bool:
    """Whether the settings ask for the notice."""
    return bool(config.mail_server and config.mail_from and config.mail_to)


def count_now(server: Server) -> NoticeCounts:
    """The three counts over the whole house."""
    before = server.clock() - SILENT_DAYS * DAY_MS
    with server.database.snapshot() as connection:
        return count_for_notice(connection, silent_before=before)


def write_notice(config: Config, counts: NoticeCounts, *, now_ms: int) -> EmailMessage:
    """The message, English after Khmer."""
    mail = EmailMessage()
    mail["From"], mail["To"] = config.mail_from, ", ".join(config.mail_to)
    mail["Subject"] = words.MAIL_SUBJECT.en
    mail["Date"] = format_datetime(datetime.fromtimestamp(now_ms / 1000, UTC))
    facts = {"alerts": counts.alerts, "waiting": counts.waiting, "silent": counts.silent, "days": SILENT_DAYS}
    mail.set_content("\n\n".join(words.MAIL_BODY.say(language, **facts) for language in ("km", "en")) + "\n")
    return mail


def send_notice(config: Config, mail: EmailMessage) -> None:
    """Hand the message to the mail server. Raises `mail.not_sent`, `mail.plain_refused`."""
    host, port = split_address(config.mail_server)
    if config.mail_security == PLAIN and not is_loopback(host):
        raise HomewardError("mail.plain_refused")
    try:
        with _open(host, port, config.mail_security) as line:
            if config.mail_user:
                line.login(config.mail_user, _password(config))
            line.send_message(mail)
    except (OSError, smtplib.SMTPException) as error:
        raise HomewardError("mail.not_sent") from error


def _open(host: str, port: int, security: str) -> smtplib.SMTP:
    if security == TLS:
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    line = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
    if security == STARTTLS:
        try:
            line.starttls(context=ssl.create_default_context())
        except BaseException:
            line.close()
            raise
    return line


def _password(config: Config) -> str:
    return "" if config.mail_password_file is None else config.mail_password_file.read_text("utf-8").strip()
