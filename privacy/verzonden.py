"""What was mailed to whom, so that nobody is told the same thing twice."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import Bewaartermijn, Wijze


class Verzonden(models.Model):
    """`wat` names the item and its stage, never its content."""

    bewaartermijn = Bewaartermijn(
        "Dat een e-mailadres van een medewerker een herinnering kreeg.",
        True,
        "een jaar",
        timedelta(days=365),
        Wijze.vanzelf,
    )
    id = models.BigAutoField(primary_key=True)
    aan = models.EmailField()
    wat = models.CharField(max_length=200)
    op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["aan", "wat"], name="verzonden_een_keer"),
        ]

    def __str__(self) -> str:
        return str(self.wat)
