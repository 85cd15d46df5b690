"""What every chapter runs on: the act, rights, the audit trail, time, the database, the outbox.

The engine knows no chapter.
"""
