"""The terminal: takes payments where there is no network, and hands every one of them to the office."""
