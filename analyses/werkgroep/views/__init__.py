"""The pages of the werkgroep."""
