"""Keeping the office: copies of all of it, and an office brought back from one."""
