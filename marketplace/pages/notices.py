"""The pages of notices."""

from flask import Blueprint

pages = Blueprint("notices", __name__)
