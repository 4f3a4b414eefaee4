"""Somebody says that an alert is looked after: a deed, under their name."""

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.problems import NotFound
from bridge.store.alerts import Alert, acknowledge, find_alert
from bridge.store.engine import writing
from bridge.store.office_deeds import record_deed

from .problems import AcknowledgedAlready, OfficeAlert


def look_after(bridge: Bridge, actor: Actor, alert_id: int) -> Alert:
    """Acknowledges an alert; how it stands then. NotAllowed, NotFound, OfficeAlert, AcknowledgedAlready."""
    actor.require(Permission.ACKNOWLEDGE)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        found = find_alert(conn, alert_id, actor.branches)
        if found is None:
            raise NotFound(what=f"alert {alert_id}")
        if actor.branches is not None and found.terminal_id is None and found.collector_code is None:
            raise OfficeAlert(alert_id=alert_id)
        if not acknowledge(conn, alert_id, actor.name, now):
            raise AcknowledgedAlready(alert_id=alert_id)
        record_deed(
            conn, actor, "alert acknowledged", {"alert": alert_id, "rule": found.rule, "subject": found.subject}, now
        )
        return find_alert(conn, alert_id) or found
