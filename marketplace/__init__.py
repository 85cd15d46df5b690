"""The application: everything that has people, pages, tables and queues in it.

Four floors with the same noun on each: entrances (``pages``, ``jobs``,
``commands``) → ``actions`` → ``models`` → the rules in ``procurement`` and
``invoicing``.
"""
