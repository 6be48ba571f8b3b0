from django.apps import AppConfig


class BronnenConfig(AppConfig):
    name = "bronnen"

    def ready(self) -> None:
        from bronnen import documenten, gevolgen, leverschemas, vernietigbaar, wachtend
        from buurtmonitor.taken.register import register
        from privacy import bronnenlijst, navigatie, onderdelen_onderzoek, vereisten, werkvoorraad
        from privacy import gevolgen as alle_gevolgen
        from privacy.navigatie import Menuitem
        from privacy.onderdelen_onderzoek import Onderdeel
        from privacy.rollen import Recht

        register(
            "deur",
            "bronnen.uitvoering:check_delivery",
            na_afloop="bronnen.actions.levering:job_ended",
        )
        register(
            "koppelen",
            "bronnen.uitvoering:link_deliveries",
            na_afloop="bronnen.actions.koppeling:job_ended",
        )
        for code, schema in leverschemas.all_schemas().items():
            bronnenlijst.register(code, schema.naam)
        vereisten.register(documenten.needed_documents)
        alle_gevolgen.register(gevolgen.consequences)
        werkvoorraad.register(wachtend.waiting_for)
        vernietigbaar.register()
        navigatie.register(
            Menuitem(
                "Leveringen",
                "bronnen:leveringen",
                Recht.leveringen_volgen,
                volgorde=30,
                uitleg="Welke bestanden er zijn geleverd, en wat ermee is gebeurd.",
            ),
        )
        navigatie.register(
            Menuitem(
                "Verantwoording",
                "bronnen:verantwoording",
                Recht.verantwoording_zien,
                volgorde=90,
                uitleg="Welke gegevens wij gebruiken en waarom; het verwerkingsregister.",
                zelden=True,
            )
        )
        onderdelen_onderzoek.register(
            Onderdeel(
                "Bronnen",
                "Welke gegevens zijn gevraagd, goedgekeurd en geleverd.",
                "bronnen:bronnen",
                Recht.onderzoek_zien,
                volgorde=10,
            )
        )
        onderdelen_onderzoek.register(
            Onderdeel(
                "Koppelen",
                "Goedgekeurde leveringen bij elkaar brengen.",
                "bronnen:koppelen",
                Recht.koppelen,
                volgorde=20,
            )
        )
