from django.apps import AppConfig


class WerkgroepConfig(AppConfig):
    name = "analyses.werkgroep"

    def ready(self) -> None:
        from analyses.werkgroep import gevolgen, vernietigbaar, wachtend
        from buurtmonitor.taken.register import register
        from privacy import gevolgen as alle_gevolgen
        from privacy import navigatie, werkvoorraad
        from privacy.navigatie import Menuitem
        from privacy.rollen import Recht

        register(
            "verslag",
            "analyses.werkgroep.uitvoering:run_minutes",
            na_afloop="analyses.werkgroep.actions.verslagen:job_ended",
        )
        werkvoorraad.register(wachtend.waiting_for)
        vernietigbaar.register()
        alle_gevolgen.register(gevolgen.consequences)
        for keuze in (
            Menuitem("Verhaal", "werkgroep:verhaal", Recht.dashboard_zien, volgorde=42,
                     zelden=True, uitleg="Van de vraag tot wat we eraan hadden, in één verhaal."),
            Menuitem("Werkgroep", "werkgroep:bijeenkomsten", Recht.bijeenkomst_zien, volgorde=50,
                     uitleg="Bijeenkomsten: agenda, duiding, besluiten en verslag.",
                     ook=("/agendapunten/",)),
            Menuitem("Speerpunten", "werkgroep:speerpunten", Recht.bijeenkomst_zien, volgorde=52,
                     uitleg="Waar we ons op richten, projecten die lopen, en plannen.",
                     ook=("/projecten/", "/plannen/")),
        ):  # fmt: skip
            navigatie.register(keuze)
