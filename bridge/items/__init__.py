"""How what the office keeps is told: one item for commands with --json and for the API, so that both say the same."""
