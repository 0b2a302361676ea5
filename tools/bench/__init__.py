"""Measure the service against a floor on the same machine, and print ratios.

Milliseconds of one machine say little about another; how many times the floor something costs
says more. The floor is the smallest Flask application that does the same kind of thing. Both are
served as in production and visited over real HTTP. See docs/performance.md.
"""
