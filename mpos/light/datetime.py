"""Python's `datetime`, its compiled half only: the other is read at each start and thrown away."""

from .typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import UTC as UTC
    from datetime import date as date
    from datetime import datetime as datetime
    from datetime import timedelta as timedelta
    from datetime import timezone as timezone
    from datetime import tzinfo as tzinfo
else:
    try:
        import _datetime as whole
    except ImportError:  # Another Python than CPython.
        import datetime as whole
    date, datetime, timedelta = whole.date, whole.datetime, whole.timedelta
    timezone, tzinfo = whole.timezone, whole.tzinfo
    UTC = timezone.utc
