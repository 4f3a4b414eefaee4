"""mpos-bridge codes: the collector codes."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.output import show, table
from bridge.commands.plans import Preview, say_plan
from bridge.deeds import codes as deeds
from bridge.deeds.assigning import Plan, carry_out, preview_plan
from bridge.deeds.code_plans import given_plan, taken_plan
from bridge.deeds.codes import Wording
from bridge.items.codes import code_item
from bridge.items.orphans import orphan_soa_item, orphans_item
from bridge.items.previews import plan_item
from bridge.store.codes import Code, list_codes
from bridge.store.engine import reading
from bridge.store.orphans import orphan_groups, orphan_soas
from mpos.contract.problems import BadUsage

DEFAULT_LIMIT, MAX_LIMIT = 50, 100_000
app = typer.Typer(add_completion=False, help="Collector codes: the areas, who has which, and what is due in them.")
CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="The collector code.")]
Area = Annotated[str | None, typer.Option(help="Where it lies.")]
BranchOption = Annotated[str | None, typer.Option(help="The branch of the business that it belongs to.")]
Logins = Annotated[list[str] | None, typer.Option("--collector", help="A login; may be given more than once.")]
TerminalIds = Annotated[
    list[str] | None, typer.Option("--terminal", help="A terminal kept to codes; may be given more than once.")
]


@app.command("list")
def list_command() -> None:
    """All codes, with their SOAs, collectors and terminals."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        items = [code_item(code) for code in list_codes(conn, actor().branches)]
    show({"items": items}, lambda: _table(items))


@app.command()
def add(
    code: CodeArgument,
    name: Annotated[str, typer.Option(help="What people call it.")],
    area: Area = None,
    branch: BranchOption = None,
) -> None:
    """Add a code that PSCloud does not have yet. Those that it has come with each download."""
    with this_bridge(Permission.CODES) as bridge:
        added = deeds.add(bridge, actor(), code, Wording(name, area, branch))
    show(code_item(added), lambda: print(f"Added {code}, {added.name}."))


@app.command()
def edit(
    code: CodeArgument,
    name: Annotated[str | None, typer.Option(help="What people call it from now on.")] = None,
    area: Area = None,
    branch: BranchOption = None,
) -> None:
    """Give a code another name, area or branch. It is active again from then on."""
    if name is None and area is None and branch is None:
        raise BadUsage(detail="Say what is to change: --name, --area or --branch.")
    with this_bridge(Permission.CODES) as bridge:
        changed = deeds.change(bridge, actor(), code, Wording(name, area, branch))
    show(code_item(changed), lambda: print(f"{code} is {changed.name}."))


@app.command()
def retire(code: CodeArgument) -> None:
    """Give a code to nobody any more. Its SOAs stay with who has it until it is taken away."""
    with this_bridge(Permission.CODES) as bridge:
        retired = deeds.retire(bridge, actor(), code)
    show(code_item(retired), lambda: print(_retired(retired)))


@app.command("take-up")
def take_up(code: CodeArgument) -> None:
    """Take a retired code up again."""
    with this_bridge(Permission.CODES) as bridge:
        active = deeds.take_up(bridge, actor(), code)
    show(code_item(active), lambda: print(f"{code} is active again."))


@app.command("assign")
def assign_command(
    code: CodeArgument, collector: Logins = None, terminal: TerminalIds = None, preview: Preview = False
) -> None:
    """Give a code to collectors, and keep terminals to it beside the codes that they are kept to already."""
    with this_bridge(Permission.CODES) as bridge:
        with reading(bridge.engine) as conn:
            plan = given_plan(conn, actor(), code, collector or (), terminal or ())
        _do(bridge, plan, preview)


@app.command("take")
def take_command(
    code: CodeArgument, collector: Logins = None, terminal: TerminalIds = None, preview: Preview = False
) -> None:
    """Take a code away from collectors, and from the codes that terminals are kept to."""
    with this_bridge(Permission.CODES) as bridge:
        with reading(bridge.engine) as conn:
            plan = taken_plan(conn, actor(), code, collector or (), terminal or ())
        _do(bridge, plan, preview)


@app.command("without")
def without(
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many SOAs to name.")] = DEFAULT_LIMIT,
) -> None:
    """Accounts without a code: SOAs that no collector brings home, and why."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        groups = orphan_groups(conn, actor().branches)
        reasons = {group.collector_code: group.why for group in groups}
        items = [orphan_soa_item(each, reasons) for each in orphan_soas(conn, groups, actor().branches, None, limit)]
        content = {**orphans_item(groups), "items": items}
    show(content, lambda: _say_orphans(content))


def _do(bridge: Any, plan: Plan, preview: bool) -> None:
    if not plan.collectors and not plan.terminals:
        raise BadUsage(detail="Say to whom: --collector LOGIN or --terminal ID.")
    done = preview_plan(bridge, actor(), plan) if preview else carry_out(bridge, actor(), plan)
    content = plan_item(bridge, done, saved=not preview)
    show(content, lambda: say_plan(content))


def _retired(code: Code) -> str:
    still = f" {', '.join(code.collectors)} still have it, with {code.soas} SOAs." if code.collectors else ""
    return f"{code.collector_code} is retired.{still}"


def _table(items: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["collector_code"],
            each["name"],
            each["branch"],
            "yes" if each["active"] else "no",
            each["soas"],
            each["amount_due"],
            ", ".join(each["collectors"]) or "nobody",
            ", ".join(each["terminals"]) or "none",
        )
        for each in items
    ]
    table(("Code", "Name", "Branch", "Active", "SOAs", "Amount due", "Collectors", "Terminals"), rows)


def _say_orphans(content: dict[str, Any]) -> None:
    print(f"{content['soas']} SOAs, {content['amount_due']} due, that nobody brings home.")
    names = ("collector_code", "soas", "amount_due", "why")
    if content["codes"]:
        table(("Code", "SOAs", "Amount due", "Why"), [[each[name] for name in names] for each in content["codes"]])
        shown = ("soa_no", "customer_no", "name", "collector_code", "due_date", "amount_due")
        rows = [[each[name] for name in shown] for each in content["items"]]
        table(("SOA", "Customer", "Name", "Code", "Due", "Amount due"), rows)
