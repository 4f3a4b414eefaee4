"""mpos-bridge serve: the daemon."""

from typing import Annotated

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import current, this_bridge
from bridge.commands.output import show
from bridge.daemon import Address, serve
from bridge.daemon_log import log_to
from bridge.systemd import Systemd

app = typer.Typer(add_completion=False)


@app.command("serve")
def serve_command(
    host: Annotated[str | None, typer.Option(help="The address to listen at; else that of config.toml.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="0 takes any free port.")] = None,
) -> None:
    """Serve terminals, and post and download on schedule, until told to stop."""
    with this_bridge(Permission.SYNC) as bridge:
        log_to(bridge.settings.home, bridge.settings.log_format)
        given = bridge.settings.port if port is None else port
        systemd = Systemd.of(current().environ)
        serve(bridge, host or bridge.settings.host, given, _announce, systemd)


def _announce(address: Address) -> None:
    host = f"[{address.host}]" if ":" in address.host else address.host
    url = f"http://{host}:{address.port}"
    show({"listening": url, "host": address.host, "port": address.port}, lambda: print(f"Listening at {url}"))
