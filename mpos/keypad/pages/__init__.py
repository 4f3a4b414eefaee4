"""The pages, one file for what a collector does on them."""
