"""Brings SOAs and collector codes from PSCloud."""
