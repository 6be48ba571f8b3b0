"""The pages of suppliers, of the privacy officer's approvals and of linking."""
