"""What a person of the office should look at: found by rules, raised once, told, closed when it heals."""
