"""Forms of heads and writers that the fuzzing reaches: pages, and what is sent out of turn."""

HEAD_PAGES = ("/workspace/agency", "/workspace/templates/new")
TEMPLATE_FIELDS = ("number", "title", "outcome", "finding", "basis", "measures", "next_steps")
# A page shows these only after something else was done: who, where, fields.
OF_TEMPLATES = (
    ("officer", "/workspace/cases/{in_progress}/answer/template", ("template", "finding")),
    ("officer", "/workspace/cases/{in_progress}/answer/beside", ("beside", "promise-1-on-day")),
    ("head", "/workspace/templates/1", TEMPLATE_FIELDS),
    ("head", "/workspace/templates/2/end", ()),
    ("desk", "/admin/held/PAKN.2026.00000000", ("version", "out_agency", "out_on-day")),
    ("desk", "/workspace/triage/chosen/recall", ("back", "all")),
)
