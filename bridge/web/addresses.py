"""Where the office's API begins; that of the terminals is in mpos.contract.wire."""

OFFICE_API = "/office/v1"
