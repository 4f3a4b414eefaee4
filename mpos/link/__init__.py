"""The way to the bridge over HTTP. Imported only by deeds that need the network."""
