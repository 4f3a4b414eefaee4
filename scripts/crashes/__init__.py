"""Real commands as real processes, killed at every step; then what must always hold is looked at from outside."""
