"""What is on each slip: from records to documents, pure, and without a word about paper or printers."""
