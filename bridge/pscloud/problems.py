"""What can go wrong between the bridge and its back office. Each means: nothing is lost, and it goes on later."""

from datetime import datetime

from mpos.contract.problems import Unreachable

PSCLOUD_NAME = "PSCloud"


class PscloudUnreachable(Unreachable):
    """{who} can't be reached: {detail}"""

    hint = "Nothing is lost: payments wait here. Check the network and {setting}; the next sync goes on by itself."

    def __init__(self, who: str = PSCLOUD_NAME, **facts: object) -> None:
        """`who` is the back office: PSCloud, or the one that a connector file describes."""
        setting = "pscloud_url" if who == PSCLOUD_NAME else "the connector file"
        super().__init__(who=who, setting=setting, **facts)
        self.who = who


class PscloudFailing(PscloudUnreachable):
    """{who} does not answer as it should: {detail}"""

    hint = "Nothing is lost: payments wait here, and the next sync tries again. If it goes on, tell {who}'s people."


class PscloudBusy(PscloudUnreachable):
    """{who} asks us to wait until {until}."""

    hint = "Nothing is lost: payments wait here. The first sync after that time goes on."

    def __init__(self, resume_at: datetime, until: str, who: str = PSCLOUD_NAME) -> None:
        super().__init__(who, until=until)
        self.resume_at = resume_at


class KeyRejected(PscloudUnreachable):
    """{who} rejected our key."""

    hint = "Nothing is lost: everything waits here. Set {place} to the new key."

    def __init__(self, who: str = PSCLOUD_NAME) -> None:
        own = who == PSCLOUD_NAME
        place = "MPOS_BRIDGE_PSCLOUD_KEY (or pscloud_key_file)" if own else "the secret that the connector file names"
        super().__init__(who, place=place)


class CursorExpired(PscloudUnreachable):
    """{who} lost its place in a listing."""

    hint = "Nothing is lost: the listing starts again with the next sync."
