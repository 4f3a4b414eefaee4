"""What a receipt's number is made of: the terminal's prefix, in later epochs a tag, then digits."""

NUMBER_DIGITS = 8
"""At the least; a number that needs more is wider."""
TAG_LENGTH = 5
TAG_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which a hurried reader takes for digits."""
