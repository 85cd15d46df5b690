"""The pages of clarifications."""

from flask import Blueprint

pages = Blueprint("clarifications", __name__)
