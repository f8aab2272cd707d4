from . import pull_advice
from . import pull_kanban_suggestion
from . import pull_kanban_report
