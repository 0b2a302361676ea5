"""Who answers: the dated tree of agencies, today's communes and the names people still use."""
