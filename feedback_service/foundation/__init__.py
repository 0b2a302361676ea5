"""What everything stands on: settings, database, clock, errors, text, keys, storage, mail.

Knows no domain. Domain packages know Flask only through what is offered here.
"""
