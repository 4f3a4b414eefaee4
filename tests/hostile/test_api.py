"""The terminals' API under schemathesis: made of our own description, with a real terminal's token."""

from scripts.fuzzing.api import ask_everything
from scripts.fuzzing.office import LOGIN, office_to_ask

EXAMPLES, SEED = 4, 2026
"""As many as CI has time for; scripts/fuzz asks on."""


def test_every_answer_is_one_that_the_description_allows() -> None:
    with office_to_ask() as office:
        asked = ask_everything(office.app, office.token, EXAMPLES, SEED, known={"collector": LOGIN}, thorough=False)
    assert [finding for operation in asked for finding in operation.findings] == []
    assert sum(operation.statuses.total() for operation in asked) > len(asked) * EXAMPLES
    statuses = {operation.operation.rpartition("/")[2]: set(operation.statuses) for operation in asked}
    assert statuses["soa-list"] >= {200, 401}
    assert statuses["journal"] >= {200, 401}
    assert 400 in set().union(*statuses.values())
