"""The tables of the office's own people: who may do what, what they did, and what they are told of."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from .columns import metadata, text

office_user = Table(
    "office_user",
    metadata,
    Column("name", Text, primary_key=True),
    text("password_hash"),
    text("role"),
    text("created_at"),
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("branches", JSON, nullable=True),
    text("system_user", null=True),
    text("totp_secret", null=True),
    Column("totp_step", BigInteger, nullable=True),
    Column("failures", Integer, nullable=False, server_default="0"),
    text("locked_until", null=True),
)
"""branches: the only ones that the user sees, null for all. system_user: who on this machine is this user.
totp_secret: encrypted with a key of the home, and totp_step the last time step that a code was taken for."""

office_session = Table(
    "office_session",
    metadata,
    Column("session_hash", Text, primary_key=True),
    Column("name", Text, ForeignKey("office_user.name"), nullable=False),
    text("began_at"),
    text("seen_at"),
)

office_deed = Table(
    "office_deed",
    metadata,
    Column("deed_id", Integer, primary_key=True, autoincrement=True),
    text("done_at"),
    text("who"),
    text("what"),
    Column("detail", JSON, nullable=False),
    text("system_user", null=True),
    text("prev_hash", default=""),
    text("hash", default=""),
)
"""The office's journal: what people of the office did. Only ever added to, each chained to the one before."""

api_key = Table(
    "api_key",
    metadata,
    Column("key_id", Integer, primary_key=True, autoincrement=True),
    text("name"),
    Column("key_hash", Text, nullable=False, unique=True),
    Column("scopes", JSON, nullable=False),
    Column("branches", JSON, nullable=True),
    text("made_by"),
    text("made_at"),
    text("used_at", null=True),
    text("revoked_at", null=True),
)
"""What other systems show to be let in; scopes say to what, branches (null for all) to whose."""

alert = Table(
    "alert",
    metadata,
    Column("alert_id", Integer, primary_key=True, autoincrement=True),
    text("rule"),
    text("subject"),
    text("detail"),
    text("raised_at"),
    text("acknowledged_by", null=True),
    text("acknowledged_at", null=True),
    text("healed_at", null=True),
    text("terminal_id", null=True),
    text("collector_code", null=True),
)
"""Something that a person should look at. Of one rule and subject at most one is open (healed_at is null). Whose it is
says terminal_id or collector_code; what has neither is the office's."""

alert_notice = Table(
    "alert_notice",
    metadata,
    Column("notice_id", Integer, primary_key=True, autoincrement=True),
    Column("alert_id", Integer, ForeignKey("alert.alert_id"), nullable=False),
    text("channel"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    text("next_attempt_at"),
    text("sent_at", null=True),
    text("detail", null=True),
)
"""That an alert is to be told through a channel (log, mail, webhook), and whether it was."""

Index("session_by_user", office_session.c.name)
Index("deed_by_time", office_deed.c.done_at)
_IS_OPEN = alert.c.healed_at.is_(None)
Index("alert_open", alert.c.rule, alert.c.subject, unique=True, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)
Index("notice_due", alert_notice.c.sent_at, alert_notice.c.next_attempt_at)
