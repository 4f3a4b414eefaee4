"""PSCloud, the client's server: the shapes that it speaks, what its answers mean, and the only HTTP of the office."""
