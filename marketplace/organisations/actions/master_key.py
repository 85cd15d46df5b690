"""Which key is everything sealed and signed with from now on?"""

from marketplace.engine import installation
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.gateways import keys


@action("master_key.change")
def change_master_key(act: Act, subject: None) -> None:
    """A new master key; those before stay for what was made with them.

    The file is on the disk before the database is bound to it. Where that fails, the next
    start binds it.
    """
    keys.change()
    installation.bind()
    act.note(key=installation.fingerprint())
