"""What goes out to terminals: a SOA list whole, as a sealed file, and then what changes in it."""
