"""Ink: a customer's signature, from a touch panel or a picture file to a small drawing in black and white.

Strokes are pure (strokes.py); panels are found and read here without a library (panels.py, events.py); pictures are
Pillow's work, in one file (picture.py).
"""
