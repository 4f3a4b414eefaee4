"""What a collector sees, and what is on paper, when a printer fails: the real command on a printer that does."""
