"""SOA lists of the first version of MPOS: they travelled packed by gzip, with a search of their own."""

GZIP = b"\x1f\x8b"
"""How one begins."""
SEARCH = (
    """CREATE VIRTUAL TABLE soa_search USING fts5(
        soa_no, customer_no, name, address, content='soa', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')""",
    """CREATE TRIGGER soa_search_added AFTER INSERT ON soa BEGIN
        INSERT INTO soa_search (rowid, soa_no, customer_no, name, address)
        VALUES (new.id, new.soa_no, new.customer_no, new.name, new.address); END""",
    """CREATE TRIGGER soa_search_removed AFTER DELETE ON soa BEGIN
        INSERT INTO soa_search (soa_search, rowid, soa_no, customer_no, name, address)
        VALUES ('delete', old.id, old.soa_no, old.customer_no, old.name, old.address); END""",
)
"""What is in it beside rows and their indexes."""
WITHOUT_SEARCH = ("DROP TRIGGER soa_search_added", "DROP TRIGGER soa_search_removed", "DROP TABLE soa_search")
"""Makes it a list as they are now."""
