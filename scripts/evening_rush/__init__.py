"""The evening rush: thousands of terminals come back at once, with real journals and real signatures."""
