"""Text as people search for it: Peña is found by pena, José by JOSE."""

import unicodedata


def fold(text: str) -> str:
    """Without case, accents and surplus spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).casefold().split())
