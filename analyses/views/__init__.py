"""The analist's pages, the release pages and the dashboards."""
