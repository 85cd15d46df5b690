"""The pages of contracts."""

from flask import Blueprint

pages = Blueprint("contracts", __name__)
