"""Hostile input: every reader of the project fed with valid things gone wrong, as the table of `scripts/fuzz` tells."""
