"""What can go wrong while alerts are told."""

from mpos.contract.problems import LockedOut, Refused, Unreachable


class NotTold(Unreachable):
    """A message could not be delivered: {detail}"""

    hint = "The alert stays on the page. It is tried again by itself; mpos-bridge alerts test shows when it works."


class AcknowledgedAlready(Refused):
    """Alert {alert_id} is looked after already, or has healed."""

    hint = "Nothing was changed. The list of alerts says by whom and since when."


class OfficeAlert(LockedOut):
    """Alert {alert_id} is of the whole office, and not of your branches."""

    http_status = 403
    hint = "Nothing was changed. Somebody who sees all branches can acknowledge it."
