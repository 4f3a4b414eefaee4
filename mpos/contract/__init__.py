"""The published language between terminal and office: money, records, the journal, the wire, problems, what is due.

The only part of the terminal that the bridge may import. It pulls in no database, network, screen or printer, and
importing it is cheap: records are NamedTuples because a handheld pays for every import at each cold start.
"""

VERSION = "0.1.0"
"""Of the terminal, the bridge and the language between them: they are released together."""
