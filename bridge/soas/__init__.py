"""The SOA Customer List as people use it: rows with what is due now, a SOA's story, PSCloud's word on it, and files."""
