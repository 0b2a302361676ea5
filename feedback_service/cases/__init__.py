"""The case: intake, life, history, assignment, and who may see it.

Knows no answer and no publication; they stand on it.
"""
