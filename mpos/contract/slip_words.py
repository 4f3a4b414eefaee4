"""Every word that slips are printed with. An office may replace each of them (`[business.labels]`)."""

SLIP_WORDS = frozenset({"TOTAL"})
