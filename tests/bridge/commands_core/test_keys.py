"""mpos-bridge keys."""

from tests.bridge.commands_core.conftest import Tell


def test_a_key_is_told_once_and_kept_as_a_hash(office: Tell) -> None:
    made = office("keys", "add", "accounting", "--scope", "soas:read", "--branch", "Manila", "--json").json
    assert made["key"].startswith(f"mpos_{made['key_id']}_")
    assert (made["scopes"], made["branches"], made["made_by"]) == (["soas:read"], ["Manila"], "command line")
    listed = office("keys", "list", "--json")
    assert [each["name"] for each in listed.json["items"]] == ["accounting"]
    assert made["key"].rpartition("_")[2] not in listed.out


def test_a_name_is_free_again_once_its_key_is_revoked(office: Tell) -> None:
    office("keys", "add", "accounting", "--scope", "soas:read")
    assert office("keys", "add", "accounting", "--scope", "soas:read").exit_code == 4
    assert office("keys", "revoke", "accounting").exit_code == 0
    assert office("keys", "revoke", "accounting").exit_code == 4
    assert office("keys", "add", "accounting", "--scope", "soas:read").exit_code == 0
    assert [bool(each["revoked_at"]) for each in office("keys", "list", "--json").json["items"]] == [True, False]


def test_a_scope_that_is_none_is_refused_with_those_that_are(office: Tell) -> None:
    refused = office("keys", "add", "accounting", "--scope", "everything")
    assert refused.exit_code == 2
    assert "payments:approve" in refused.err


def test_who_may_not_change_users_makes_no_keys(office: Tell) -> None:
    office("users", "add", "maria", "--role", "manager", "--password", "-", stdin="a-password\n")
    assert office("keys", "add", "x", "--scope", "soas:read", "--as", "maria").exit_code == 6
