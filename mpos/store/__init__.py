"""The terminal's store: the only terminal code that knows SQLite. Two files, for two kinds of truth.

terminal.sqlite3 holds the journal and everything derived from it, in one file so that one durable transaction covers
a deed. soas.sqlite3 holds PSCloud's SOAs as the office handed them out: replaceable, and swapped in whole.
"""
