"""Documents of a development: for everybody, or for its working group."""

from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.documents import Upload, attach
from marketplace.organisations.models.documents import DocumentVersion, Visibility
from marketplace.packages.models.developments import Development
from marketplace.packages.models.groups import SUBJECT
from procurement.ground.refusal import Refusal


@action("development_document.add")
def add_development_document(
    act: Act, development: Development, *, kind: str, visibility: Visibility, file: Upload
) -> DocumentVersion:
    """Keep a document of the development for the developer, or for the main contractor where its
    people add it. ``SHARED`` is for the working group."""
    if not kind.strip():
        raise Refusal("Say what the document is.", field="kind")
    if visibility is Visibility.SEALED:
        raise Refusal("Say who may read it.", field="visibility")
    builders = (development.owner_id, development.contractor_id)
    keeper = next(key for key in builders if key and act.actor.has(key, Role.BUYER))
    return attach(act, keeper, SUBJECT, development.id, kind.strip(), visibility, file)
