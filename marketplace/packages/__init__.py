"""How do developers and their contractors buy? Developments, packages, offers, and who to speak to.

After ``contracts``, because a choice here ends in a contract like any other, and a package may
stand below one. Nothing here is a procurement under the Act: that is ``tendering``.
"""
