"""The pages of invoices."""

from flask import Blueprint

pages = Blueprint("invoices", __name__)
