"""Jobs: the database is the truth, Celery spreads the work.

This app moves jobs (row, lease, fence, progress) and knows no rights and no logbook: the action
that plans a job checks and logs, and so do the actions that the job's own function calls.
"""
