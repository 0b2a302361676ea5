"""Messages to people: written down with the act they tell of, rendered and sent later.

A message is plain values, so it can wait as JSON, be rendered by another process, and be tested
without a mail server. Nothing here knows a case, a template or SMTP.
"""
