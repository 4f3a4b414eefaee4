"""Characters: which may reach paper, how many columns they take, and what stands in for those a printer lacks."""

import unicodedata

# Signs that have no decomposition into ASCII but a reading everyone knows.
_STAND_INS = (
    dict.fromkeys("‘’‚‛′ʼ´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−─", "-")
    | dict.fromkeys("•·", "*")
    | dict.fromkeys("⁄∕", "/")
    | {"€": "EUR", "£": "GBP", "¥": "JPY", "×": "x", "÷": "/", "ß": "ss", "№": "No."}
    | {"Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe"}
)


def printable(text: str) -> str:
    """The text in NFC, on one line, with nothing in it that could steer a printer or a screen.

    Every kind of white space becomes a space, so a name cannot forge a line. Control characters, zero-width ones
    and changes of direction disappear; surrogates and characters that Unicode has not assigned become "?".
    """
    if text.isascii() and text.isprintable():
        return text
    # Dropping comes first: what a hidden character kept apart may only now combine.
    return unicodedata.normalize("NFC", "".join(map(_kept, text)))


def width(text: str) -> int:
    """The columns that the text takes: two for wide characters (CJK, emoji), none for combining marks."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def spelled(text: str, code_page: str, peso: str) -> str:
    """The printable text in characters of one code page, each of them one column wide.

    The peso sign, which no code page has, becomes `peso`; others their nearest ASCII, or at worst as many "?" as
    they take columns.
    """
    clean = printable(text)
    return clean if clean.isascii() else "".join(_nearest(char, code_page, peso) for char in clean)


def _kept(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace() or category.startswith("Z"):
        return " "
    if category in ("Cc", "Cf"):
        return ""
    return "?" if category.startswith("C") else char


def _char_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _nearest(char: str, code_page: str, peso: str) -> str:
    if char == "₱":
        return peso
    if _has(code_page, char):
        return char
    plain = _STAND_INS.get(char) or _unaccented(char)
    return plain if _has(code_page, plain) else "?" * _char_width(char)


def _unaccented(char: str) -> str:
    parts = (part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return "".join(_STAND_INS.get(part, part) for part in parts)


def _has(code_page: str, text: str) -> bool:
    try:
        text.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True
