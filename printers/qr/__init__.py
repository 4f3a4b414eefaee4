"""QR codes: the library `qrcode` makes them, and `quick` the one of a receipt, for whoever waits for it."""
