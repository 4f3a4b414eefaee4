"""The words on the screen, in the collector's language. English is what stands in the source."""

import gettext

from mpos.light.paths import Path

DOMAIN = "mpos"
_LOCALES = Path(__file__).parent / "locale"
_spoken: gettext.NullTranslations = gettext.NullTranslations()


def speak(language: str) -> None:
    """From now on in this language; English where a text, or the language, has no translation."""
    global _spoken
    _spoken = gettext.translation(DOMAIN, str(_LOCALES), [language], fallback=True)


def _(text: str) -> str:
    """The text in the language spoken."""
    return _spoken.gettext(text) if text else ""


def marked(text: str) -> str:
    """Marks a text that is translated where it is shown, not where it stands."""
    return text
