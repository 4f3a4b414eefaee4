"""Both APIs under schemathesis: made of our own descriptions, with a real terminal's token and a real key."""

from scripts.fuzzing.api import FIRST_PAGE, ask_everything, for_offices
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


def test_every_answer_of_the_offices_api_is_one_that_the_description_allows() -> None:
    described = for_offices()
    with office_to_ask() as office:
        asked = ask_everything(office.app, office.key, 2, SEED, known=FIRST_PAGE, thorough=False, described=described)
    assert [finding for operation in asked for finding in operation.findings] == []
    assert len(asked) == sum(len(operations) for operations in described["paths"].values())
    assert {200, 400, 404} <= set().union(*(operation.statuses for operation in asked))
