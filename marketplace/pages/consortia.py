"""The pages of consortia."""

from flask import Blueprint

pages = Blueprint("consortia", __name__)
