"""What passes between the bridge and its back office beside PSCloud's own tables: notices, and batches of files."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from .columns import metadata, text

soa_notice = Table(
    "soa_notice",
    metadata,
    Column("soa_no", Text, primary_key=True),
    text("told_at"),
)
"""SOAs that the back office said have changed, until they are looked up; a blank number stands for all that changed."""

drop_batch = Table(
    "drop_batch",
    metadata,
    Column("batch_no", Integer, primary_key=True, autoincrement=True),
    text("made_at"),
    text("written_at", null=True),
    text("acknowledged_at", null=True),
)
"""Payments and voids that go to a back office in one file. written_at: the file is whole in the folder; it is
acknowledged once the back office has taken it in."""

drop_line = Table(
    "drop_line",
    metadata,
    Column("idempotency_key", Text, primary_key=True),
    Column("batch_no", Integer, ForeignKey("drop_batch.batch_no"), nullable=False),
    Column("line", Integer, nullable=False),
)
"""Which posting is in which batch: each in one, ever."""

Index("drop_line_by_batch", drop_line.c.batch_no, drop_line.c.line)
