"""The pages of bids."""

from flask import Blueprint

pages = Blueprint("bids", __name__)
