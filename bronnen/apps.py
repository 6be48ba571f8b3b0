from django.apps import AppConfig


class BronnenConfig(AppConfig):
    name = "bronnen"

    def ready(self) -> None:
        from bronnen import leverschemas, wachtend
        from buurtmonitor.taken.register import register
        from privacy import bronnenlijst, werkvoorraad

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
        werkvoorraad.register(wachtend.waiting_for)
