"""The one document of a contract: to download, to compare a file with, and its order of parts."""

from hashlib import sha256
from uuid import UUID

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField

from marketplace.bidding.queries.bid_files import bytes_of
from marketplace.contracts.actions.papers import choose_precedence, make_contract_paper
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.pages.contracts import visible_contract
from marketplace.contracts.pages.precedence_form import USUAL_WORDS, PrecedenceForm
from marketplace.contracts.queries.changes import changes_so_far
from marketplace.contracts.queries.contracts import paper_to_read
from marketplace.contracts.queries.papers import Paper
from marketplace.engine.act import NotThere
from marketplace.organisations.pages.documents import received
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, attached_file, page, say, signed_in

pages = Blueprint("contract_papers", __name__)


class CheckForm(PageForm):
    file = FileField("File")


@pages.get("/contracts/<uuid:contract_id>/document")
@signed_in
def download(contract_id: UUID) -> Response:
    """The PDF of what stands: marked as not signed, or with both signatures."""
    contract = visible_contract(contract_id)
    paper = _paper(contract)
    content = bytes_of(paper.row) if paper.row is not None and paper.has_pdf else None
    if content is None:
        raise NotThere("ContractPaper")
    name = "contract-signed.pdf" if contract.signed_at else "contract-not-signed.pdf"
    return attached_file(content, name, "application/pdf")


@pages.post("/contracts/<uuid:contract_id>/document")
@signed_in
def make(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "contract_paper.make")
    make_contract_paper(actor(), contract.id)
    say("The PDF is being made. Open this page again in a moment.")
    return redirect(url_for("contracts.show", contract_id=contract.id))


@pages.route("/contracts/<uuid:contract_id>/document/check", methods=["GET", "POST"])
@signed_in
def check(contract_id: UUID) -> ResponseReturnValue:
    """Is a file byte for byte the document that both sides have signed? The file is not kept."""
    contract = visible_contract(contract_id)
    paper = _paper(contract)
    if contract.signed_at is None or paper.row is None or not paper.has_pdf:
        raise NotThere("ContractPaper")
    form, found = CheckForm(), ""
    if form.accepts(lambda: sha256(received(form.file).content).hexdigest()):
        found = form.result
    return page(
        "contracts/papers/check.html",
        contract=contract,
        row=paper.row,
        form=form,
        found=found,
        agreed=changes_so_far(contract.id).agreed,
    )


@pages.route("/contracts/<uuid:contract_id>/precedence", methods=["GET", "POST"])
@signed_in
def precedence(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id, "precedence.choose")
    form = PrecedenceForm()
    if form.accepts(lambda: choose_precedence(actor(), contract.id, order=form.chosen())):
        say("The order is saved. Both sides sign it.")
        return redirect(url_for("contracts.show", contract_id=contract.id))
    return page("contracts/papers/precedence.html", contract=contract, form=form, usual=USUAL_WORDS)


def _paper(contract: Contract) -> Paper:
    paper = paper_to_read(contract)
    if paper is None:
        raise NotThere("ContractPaper")
    return paper
