"""Staying ahead of dates: who is told when, and what follows when a date has passed."""
