"""The two APIs as the project publishes them: that of terminals, and with `office` that for other systems."""

import json
import sys
from typing import Any

from bridge.web import bare_app
from bridge.web.describing import document
from bridge.web.office import bare_office_app
from bridge.web.office.shapes import OFFICE_SHAPES


def published() -> str:
    """The terminals' OpenAPI document, as the file in docs/ has it."""
    return _written(document(bare_app()))


def published_for_offices() -> str:
    """The office's, likewise."""
    return _written(document(bare_office_app(), OFFICE_SHAPES))


def _written(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(published_for_offices() if "office" in sys.argv[1:] else published())
