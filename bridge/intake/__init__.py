"""The door through which journals come in: each entry checked, kept once, and turned into what it stands for."""
