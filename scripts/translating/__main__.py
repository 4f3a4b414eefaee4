"""`scripts/translate`: brings the catalogues up to date and says what is not translated."""

import sys

from scripts.translating.catalog import LANGUAGES, as_mo, as_po, merged, po_path


def main() -> int:
    """Writes both files of each language; the exit code tells whether something is untranslated."""
    missing = 0
    for language in LANGUAGES:
        catalog = merged(language)
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalog))
        path.with_suffix(".mo").write_bytes(as_mo(catalog))
        untranslated = [message.id for message in catalog if message.id and not message.string]
        for text in untranslated:
            print(f"{language}: {text}")
        missing += len(untranslated)
        print(f"{language}: {len(catalog)} texts, {len(untranslated)} not translated")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
