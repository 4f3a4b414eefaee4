"""The person behind a command or a page."""

from typing import NamedTuple

from mpos.contract.problems import LockedOut

from .roles import ADMINISTRATOR, PERMISSIONS, Permission

COMMAND_LINE = "command line"
"""Who acts when nobody says so, over SSH: whoever holds the home holds the office."""


class NotAllowed(LockedOut):
    """{name} may not do this: it takes the permission {permission}."""

    http_status = 403
    hint = "Nothing was changed. Ask somebody who may, or an administrator to change your role."


class Actor(NamedTuple):
    """Somebody who acts. `branches` are the only ones that they see, None for all; `system_user` is who is logged in
    on the machine, None in a browser. `permissions` are those of the role, but for another system: its key has its own.
    """

    name: str
    role: str
    branches: frozenset[str] | None = None
    system_user: str | None = None
    permissions: frozenset[Permission] | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the role, or the key, allows it."""
        return permission in (PERMISSIONS[self.role] if self.permissions is None else self.permissions)

    def require(self, permission: Permission) -> None:
        """NotAllowed when the role does not allow it."""
        if not self.may(permission):
            raise NotAllowed(name=self.name, permission=permission.value)


def holder_of_the_home(system_user: str | None) -> Actor:
    """Who may do everything, as they could change the database itself."""
    return Actor(COMMAND_LINE, ADMINISTRATOR, None, system_user)
