"""The keypad's texts in other languages: gathered from the source, merged into what is translated, compiled."""
