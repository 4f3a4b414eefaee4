"""Any back office that is described in a file: what it calls things, how it is asked, and what its answers mean."""
