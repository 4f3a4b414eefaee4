"""Text as people search for it: Peña is found by pena, José by JOSE."""

from mpos.contract.plain_words import plain


def fold(text: str) -> str:
    """Without case, accents and surplus spaces."""
    return " ".join(plain(text).split())
