"""A stand-in for PSCloud, the client's server, for tests and demonstrations.

It speaks the whole published contract, keeps its own books, and can have every bad day that PSCloud is known to
have. Nothing of ours imports it outside tests, and it imports nothing of ours.
"""

from scripts.pscloud_sandbox.app import make_app
from scripts.pscloud_sandbox.bad_days import ConnectionDropped
from scripts.pscloud_sandbox.books import StateFile
from scripts.pscloud_sandbox.faults import Defect, Fault, FaultKind
from scripts.pscloud_sandbox.loading import ListedInvoice, UnreadableInvoice, load_invoices
from scripts.pscloud_sandbox.world import DayInThePast, PSCloudWorld

__all__ = [
    "ConnectionDropped",
    "DayInThePast",
    "Defect",
    "Fault",
    "FaultKind",
    "ListedInvoice",
    "PSCloudWorld",
    "StateFile",
    "UnreadableInvoice",
    "load_invoices",
    "make_app",
]
