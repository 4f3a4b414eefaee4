"""What stands in for parts of Python's own library that a cold payment would wait for longer than for the disk.

Each does the same for what a payment needs, and hands all else to the original (docs/start-up.md).
"""
