"""The console's pages, rendered. Pure."""

from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

from oversight_alerts.email.environment import FILTERS


class ConsolePages:
    """Renders pages; ``public_url`` is where reporting's are."""

    def __init__(self, public_url: str) -> None:
        self._environment = Environment(
            loader=PackageLoader("oversight_alerts"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(FILTERS)
        self._environment.globals["public_url"] = public_url.rstrip("/")

    def render(self, page: str, values: Mapping[str, object]) -> str:
        """A page by its name, with all that it prints."""
        return self._environment.get_template(f"console/{page}.html").render(values)
