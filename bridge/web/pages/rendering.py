"""Pages from templates: all that is put into one is escaped, and a browser is told to load nothing from elsewhere.

What all pages load is served from here: one style sheet and one small script.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from bridge.web.pages import showing
from bridge.web.pages.drawing import longest

STYLE, SCRIPT = "/style.css", "/live.js"
_HERE = Path(__file__).parent
PLAIN = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""What a browser may load for a page that anybody may open: the style sheet, and nothing else."""
LIVE = f"{PLAIN}; script-src 'self'; connect-src 'self'; img-src 'self'"
"""For the pages of people who are signed in: our own script and pictures, too."""
assets = APIRouter(include_in_schema=False)


@assets.get(STYLE)
def style() -> FileResponse:
    """How all pages look."""
    return FileResponse(_HERE / "style.css", media_type="text/css")


@assets.get(SCRIPT)
def script() -> FileResponse:
    """What lets parts of a page update by themselves."""
    return FileResponse(_HERE / "live.js", media_type="text/javascript")


def page(
    template: str, status: int = 200, headers: Mapping[str, str] | None = None, *, policy: str = PLAIN, **content: Any
) -> HTMLResponse:
    """The template filled in."""
    text = _templates().get_template(template).render(style=STYLE, script=SCRIPT, **content)
    return HTMLResponse(text, status, {"Content-Security-Policy": policy, **(headers or {})})


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("bridge.web.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"longest": longest, "behind": showing.behind}
    made.filters.update(money=showing.money, amount=showing.amount, words=showing.words, number=showing.number)
    return made
