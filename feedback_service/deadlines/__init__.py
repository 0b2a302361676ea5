"""When something is due, and why: the dated calendar, the dated terms, pauses, explain().

Owns the tables `calendar_days`, `calendar_years` and `terms`. Knows nothing of cases: it takes
dates and gives dates back.
"""
