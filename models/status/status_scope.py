from ..placing.placing_scope import PlacingScope
from .noting import keep_noted


class StatusScope(PlacingScope):
    """Looks at the stages that a change has touched once all is carried down."""

    def close(self):
        res = super().close()
        keep_noted(self.env)
        return res
