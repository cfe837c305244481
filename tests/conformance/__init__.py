"""The simulator checked by AWS's own clients: see `run`."""
