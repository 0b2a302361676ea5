"""The answer: drafted by an officer, approved by the head, reviewed by the focal point, sent.

Only a sent answer stops the public clock; each version stays as it was approved.
"""
