"""Citizen feedback and recommendations: received, routed, dated, answered, published."""
