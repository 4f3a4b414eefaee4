"""Pages from templates: everything that is put into one is escaped, and a browser is told to load nothing else."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

STYLE = "/style.css"
STYLE_FILE = Path(__file__).parent / "style.css"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page(template: str, status: int = 200, headers: Mapping[str, str] | None = None, **content: Any) -> HTMLResponse:
    """The template filled in."""
    text = _templates().get_template(template).render(style=STYLE, **content)
    return HTMLResponse(text, status, {"Content-Security-Policy": CONTENT_SECURITY_POLICY, **(headers or {})})


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("bridge.web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
