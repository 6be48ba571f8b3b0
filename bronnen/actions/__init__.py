"""Writing rows: leave to use a source, deliveries, linked files."""
