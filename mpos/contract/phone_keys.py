"""Letters as the digits of a telephone's keys, so that a name can be found with twelve keys.

2=ABC 3=DEF 4=GHI 5=JKL 6=MNO 7=PQRS 8=TUV 9=WXYZ (ITU-T E.161). Digits stand for themselves.
"""

import re

from .plain_words import plain

_LETTERS_OF_KEYS = {"2": "abc", "3": "def", "4": "ghi", "5": "jkl", "6": "mno", "7": "pqrs", "8": "tuv", "9": "wxyz"}
_KEY_OF_LETTER = str.maketrans({letter: key for key, letters in _LETTERS_OF_KEYS.items() for letter in letters})
_BETWEEN_WORDS = re.compile("[^0-9]+")


def phone_keys(text: str) -> str:
    """The words of a text as phone keys, with one space between them: "Luz Muñoz" is "589 68669".

    A letter with an accent counts as the letter, ñ as n; all that has no key separates words.
    """
    keys = plain(text).translate(_KEY_OF_LETTER)
    return _BETWEEN_WORDS.sub(" ", keys).strip()


def keys_of_number(number: str) -> str:
    """A number as it is typed on such keys, without what stands between its parts: "8527-BUQIK" is "852728745"."""
    return phone_keys(number).replace(" ", "")
