"""Which figures of law are shipped? Those of buying, and those of money."""

from procurement.ground.figures import SHIPPED as OF_BUYING
from procurement.ground.figures import Figures, shipped

SHIPPED = Figures(
    {
        **OF_BUYING.tables,
        **shipped(
            "invoicing",
            "vat_rates",
            "reference_rates",
            "late_payment_figures",
            "construction_figures",
            "payment_reporting",
        ).tables,
    }
)
