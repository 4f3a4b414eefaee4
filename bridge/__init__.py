"""The office: takes SOAs from PSCloud, serves terminals, takes their journals, and posts every payment back once."""
