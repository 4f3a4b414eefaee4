"""The office's day in a real browser: each page at two sizes, light and dark, looked at by a program and by people."""
