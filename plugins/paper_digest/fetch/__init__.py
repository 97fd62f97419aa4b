"""What asks the network: `paper-digest enrich` and `paper-digest new`. Builds import nothing of it."""
