"""What the tables of the office are written with: their catalogue, and the two columns they use most."""

from sqlalchemy import BigInteger, Column, MetaData, Text

metadata = MetaData()


def text(name: str, *, null: bool = False, default: str | None = None) -> Column[str]:
    """A text; dates and instants are texts, too."""
    return Column(name, Text, nullable=null, server_default=default)


def minor(name: str) -> Column[int]:
    """An amount in minor units."""
    return Column(name, BigInteger, nullable=False)
