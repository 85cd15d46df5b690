"""The pages of fundings."""

from flask import Blueprint

pages = Blueprint("fundings", __name__)
