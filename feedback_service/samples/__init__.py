"""Lives of sample cases, told again as often as a measurement under load needs.

A copy is no stub: it has its own numbers, dates, agencies, sealed identity and encrypted texts,
and lies in the same tables as every case. It is written past the services, many cases a statement.
"""
