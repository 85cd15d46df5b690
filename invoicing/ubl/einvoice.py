"""How is an invoice exchanged as data, and is what came fit to take?

UBL 2.1 is the record of an invoice; pages and PDF are views of it. The Procurement
Act 2023 s67 makes contracting authorities accept one that meets EN 16931.
``write`` and ``read`` are each other's reverse; ``check`` judges anybody's.
"""

from invoicing.ubl.peppol import Remark
from invoicing.ubl.ubl_check import Check, check
from invoicing.ubl.ubl_read import read
from invoicing.ubl.ubl_write import write

__all__ = ["Check", "Remark", "check", "read", "write"]
