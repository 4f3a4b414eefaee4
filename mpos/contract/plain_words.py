"""Texts as the words that are typed to find them: without case, accents or what stands between words."""

import re
import unicodedata

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def plain_words(text: str) -> str:
    """The words of a text in plain letters and digits, with one space between them: "Luz O'Muñoz" is "luz o munoz"."""
    return _BETWEEN_WORDS.sub(" ", plain(text)).strip()


def plain(text: str) -> str:
    """A text without case and accents; ñ is n."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()
