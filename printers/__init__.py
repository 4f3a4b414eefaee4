"""Paper: a document is laid out in columns, encoded for one kind of printer, sent, and the printer asked."""
