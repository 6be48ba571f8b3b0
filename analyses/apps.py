from django.apps import AppConfig


class AnalysesConfig(AppConfig):
    name = "analyses"

    def ready(self) -> None:
        from analyses import gevolgen, nieuwste, vernietigbaar, wachtend
        from buurtmonitor.taken.register import register
        from privacy import gevolgen as alle_gevolgen
        from privacy import navigatie, nieuws, onderdelen_onderzoek, werkvoorraad
        from privacy.navigatie import Menuitem
        from privacy.onderdelen_onderzoek import Onderdeel
        from privacy.rollen import Recht

        register(
            "analyse",
            "analyses.uitvoering:run_analysis",
            na_afloop="analyses.actions:job_ended",
        )
        register(
            "hercontrole",
            "analyses.uitvoering:run_recheck",
            na_afloop="analyses.actions:recheck_ended",
        )
        register("deeltelling", "analyses.deeltelling:count_one")
        werkvoorraad.register(wachtend.waiting_for)
        alle_gevolgen.register(gevolgen.consequences)
        vernietigbaar.register()
        nieuws.register(nieuwste.released_lately)
        navigatie.register(
            Menuitem(
                "Resultaten",
                "analyses:resultaten",
                Recht.dashboard_zien,
                volgorde=40,
                uitleg="Alle grafieken en tabellen die zijn vrijgegeven.",
            )
        )
        navigatie.register(
            Menuitem(
                "Buurten",
                "analyses:buurten",
                Recht.dashboard_zien,
                volgorde=42,
                uitleg="Per buurt alle cijfers bij elkaar, naast andere buurten.",
                zelden=True,
            )
        )
        navigatie.register(
            Menuitem(
                "Aanvragen",
                "analyses:aanvragen",
                Recht.aanvragen_volgen,
                volgorde=45,
                uitleg="Vragen om een tabel die er nog niet is.",
            )
        )
        onderdelen_onderzoek.register(
            Onderdeel(
                "Analyses",
                "Analyses, concepten en wat is vrijgegeven.",
                "analyses:analyses",
                Recht.concept_zien,
                volgorde=30,
            )
        )
