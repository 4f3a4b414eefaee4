"""The terminals' API as the project publishes it."""

import json
import sys

from bridge.web import bare_app
from bridge.web.describing import document


def published() -> str:
    """The OpenAPI document, as the file in docs/ has it."""
    return json.dumps(document(bare_app()), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(published())
