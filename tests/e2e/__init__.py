"""A package, so that its browser and its demonstration end with the last of its tests.

While a browser of Playwright is open an event loop runs in this thread, and Django then refuses
every query: tests on the database that come after these on the same worker would all fail.
"""
