"""What is a thing known by? By whatever names it where it is kept: the rules hand it back as it is.

Where an id is only compared, it is a ``Hashable``; where it comes out again, or is the key
of what is given, it is this type parameter.
"""

from collections.abc import Hashable
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)
