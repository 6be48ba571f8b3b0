from django.apps import AppConfig


class AnalysesConfig(AppConfig):
    name = "analyses"

    def ready(self) -> None:
        from analyses import wachtend
        from buurtmonitor.taken.register import register
        from privacy import werkvoorraad

        register(
            "analyse",
            "analyses.uitvoering:run_analysis",
            na_afloop="analyses.actions:job_ended",
        )
        werkvoorraad.register(wachtend.waiting_for)
