"""The keypad: a collector's whole day by digits, Enter and Clear, over the same services as the commands."""
