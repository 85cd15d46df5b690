"""Which promises of a contract are jobs?"""

JOBS = frozenset({"job", "jobs", "apprentice", "apprentices", "apprenticeship", "apprenticeships"})
"""The units, in small letters, in which a paid job is counted; a placement is none. The kept
totals of developments count by them: where they change, a migration changes its triggers."""
