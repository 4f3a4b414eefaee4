"""An office on the day that it opens: one collector, one terminal, and her list on it."""

import re

from scripts.demo_day.office import Office

PASSWORD, PIN = "counting-house", "1234"
LOGIN, NAME, CODE = "ana", "Ana Peña", "C391"


def open_office(office: Office) -> None:
    """With PSCloud running: bridge, collector and terminal, up to the collector's list."""
    office.run("mpos-bridge", "init", "--admin", "office", "--password", "-", typed=PASSWORD)
    office.run("mpos-bridge", "sync", "--download")
    office.run("mpos-bridge", "collectors", "add", LOGIN, "--name", NAME, "--code", CODE, "--pin", "-", typed=PIN)
    url = office.start_bridge()
    code = enrolment_code(office.run("mpos-bridge", "terminals", "enroll"))
    office.run("mpos", "enroll", "--bridge", url, "--code", code)
    office.run("mpos", "login", LOGIN, "--pin", "-", typed=PIN)
    office.run("mpos", "download-soa")


def enrolment_code(shown: str) -> str:
    """The ten digits in what `terminals enroll` shows."""
    found = re.search(r"\b\d{10}\b", shown)
    assert found, "no enrolment code was shown"
    return found[0]
