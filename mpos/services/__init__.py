"""What a terminal does: one deed a file, each one intention and one durable transaction."""
