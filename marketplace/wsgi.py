"""What the web server loads: one application, one pool, in each of its processes."""

from marketplace.app import create_app
from marketplace.settings import from_environment

app = create_app(from_environment())
