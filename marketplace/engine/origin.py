"""Where does the request in hand come from: which network address, which device?"""

from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address


@dataclass(frozen=True)
class Origin:
    """Empty for what is done by the system, in a shell or by a test."""

    address: str = ""
    device: str = ""

    @property
    def networks(self) -> list[str]:
        """The address, and for IPv6 the /64 around it: one household or one server owns all of it."""
        try:
            address = ip_address(self.address)
        except ValueError:
            return []
        if isinstance(address, IPv6Address):
            if address.ipv4_mapped:
                return [str(address.ipv4_mapped)]
            return [str(address), f"{IPv6Address(int(address) >> 64 << 64)}/64"]
        return [str(address)]


NOWHERE = Origin()

origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)
