"""What commands cost on this machine, as multiples of what starting Python costs."""
