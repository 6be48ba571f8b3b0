"""The eight files about persons and addresses, in the order in which they are written."""

from bronnen.demodata.kern.leveringen import (
    bijstandsuitkeringen,
    bijzondere_bijstand,
    brp,
    gemeentelijke_belastingen,
    huurachterstanden,
    schuldhulpverlening,
    verdachten,
    woningmarktmonitor,
)

BRONBESTANDEN = (
    brp.BESTAND,
    woningmarktmonitor.BESTAND,
    bijstandsuitkeringen.BESTAND,
    bijzondere_bijstand.BESTAND,
    schuldhulpverlening.BESTAND,
    gemeentelijke_belastingen.BESTAND,
    verdachten.BESTAND,
    huurachterstanden.BESTAND,
)
