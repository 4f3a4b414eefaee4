"""Text as people search for it: Peña is found by pena, José by JOSE."""

import unicodedata


def words_of(*texts: str | None) -> str:
    """These texts as one that each of their words is found in."""
    return fold(" ".join(text for text in texts if text))


def fold(text: str) -> str:
    """Without case, accents and surplus spaces."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().split())
