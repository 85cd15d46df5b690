"""The pages of evaluations."""

from flask import Blueprint

pages = Blueprint("evaluations", __name__)
