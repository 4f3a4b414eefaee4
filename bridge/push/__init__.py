"""Posts payments and voids to PSCloud, each once."""
