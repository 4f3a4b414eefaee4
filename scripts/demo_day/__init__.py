"""One day of a collector and her office, played on this machine with the real commands."""
