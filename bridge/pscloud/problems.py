"""What can go wrong between the bridge and PSCloud. Each means that nothing is lost and that it goes on later."""

from datetime import datetime

from mpos.contract.problems import Unreachable


class PscloudUnreachable(Unreachable):
    """PSCloud can't be reached: {detail}"""

    hint = "Nothing is lost: payments wait here. Check the network and pscloud_url; the next sync goes on by itself."


class PscloudFailing(PscloudUnreachable):
    """PSCloud does not answer as it should: {detail}"""

    hint = "Nothing is lost: payments wait here, and the next sync tries again. If it goes on, tell PSCloud's people."


class PscloudBusy(PscloudUnreachable):
    """PSCloud asks us to wait until {until}."""

    hint = "Nothing is lost: payments wait here. The first sync after that time goes on."

    def __init__(self, resume_at: datetime, until: str) -> None:
        super().__init__(until=until)
        self.resume_at = resume_at


class KeyRejected(PscloudUnreachable):
    """PSCloud rejected our key."""

    hint = "Nothing is lost: everything waits here. Set MPOS_BRIDGE_PSCLOUD_KEY (or pscloud_key_file) to the new key."


class CursorExpired(PscloudUnreachable):
    """PSCloud lost its place in a listing."""

    hint = "Nothing is lost: the listing starts again with the next sync."
