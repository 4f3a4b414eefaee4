"""What a simulation plays on: parties, network, paper and processes that fail when told to, chance from a seed."""
