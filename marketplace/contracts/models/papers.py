"""What exactly do both sides of a contract sign, and which bytes are kept of it?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, TEXT, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row


class ContractPaper(Row):
    """The one document of a contract. What it says stands still from the first signature on."""

    __tablename__ = "contract_papers"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), unique=True)
    precedence: Mapped[list[str]] = mapped_column(ARRAY(TEXT), default=list)
    """The parts of the contract, the one that prevails first; empty where no order was agreed."""
    enclosed: Mapped[list[Any]] = mapped_column(default=list)
    """Documents that belong to it beside those of its tender: kind, file name, version, SHA-256."""
    content: Mapped[dict[str, Any]] = mapped_column(default=dict, info={"personal": True})
    """What is signed, word for word, from the first signature on; empty before."""
    buyer_mark: Mapped[str] = mapped_column(default="")
    """SHA-256 of what was signed for the buyer; empty before, and where none was kept yet."""
    supplier_mark: Mapped[str] = mapped_column(default="")
    printed_of: Mapped[str] = mapped_column(default="")
    """Of what, with which signatures, the PDF was made (``stage_of``); empty where there is none."""
    printed_at: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(default="")
    """Of the PDF."""
    kept: Mapped[str] = mapped_column(default="")
    """Under which name its encrypted bytes are kept."""
    key: Mapped[str] = mapped_column(default="", info={"sealed": True})
