"""Is this XML, and is it a UBL invoice or credit note? Nothing outside it is ever read."""

from lxml import etree

from invoicing.ubl.ubl_names import CREDIT_NOTE, INVOICE
from procurement.ground.refusal import Refusal

LARGEST_BYTES = 20 * 1024 * 1024


def parse(xml: bytes) -> etree._Element:
    """The root element.

    Entities are not resolved, no network or file is touched, and a document type
    declaration, in which such tricks are played, is refused; UBL has none.
    """
    if len(xml) > LARGEST_BYTES:
        raise Refusal("The file is larger than 20 MB, too large for an invoice.")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refusal(f"The file is not XML: {error}.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refusal("The file has a document type declaration, which an invoice may not have.")
    if root.tag not in {f"{{{INVOICE}}}Invoice", f"{{{CREDIT_NOTE}}}CreditNote"}:
        raise Refusal("The file is XML, but not a UBL 2.1 invoice or credit note.")
    return root
