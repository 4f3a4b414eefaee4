"""The walk: what people of the office do in a day, page by page."""

from scripts.office_day.eyes import Eyes
from scripts.world.field import ADMIN, PASSWORD, Field


def walk(eyes: Eyes, field: Field) -> None:
    """All of it, in the order of the day."""
    _sign_in(eyes)
    for name, path in (
        ("today", "/today"),
        ("downloads", "/downloads"),
        ("customers", "/soas"),
        ("codes", "/codes"),
        ("payments", "/payments"),
        ("reconcile", "/reconcile"),
        ("terminals", "/terminals"),
        ("alerts", "/alerts"),
        ("deeds", "/deeds"),
        ("users", "/users"),
        ("account", "/account"),
    ):
        eyes.look(name, path)


def _sign_in(eyes: Eyes) -> None:
    page = eyes.go("/today")
    eyes.look_here("sign-in")
    page.get_by_label("Name").fill(ADMIN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")
