"""A collector's day at the keys: the real program in a terminal emulator, its screens kept as text and pictures."""
