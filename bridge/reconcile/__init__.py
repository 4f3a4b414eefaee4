"""Proves that the office has what PSCloud and the terminals have, and names what differs."""
