from . import pull_kanban_card
from . import pull_kanban_count
from . import pull_kanban_count_line
from . import pull_kanban_loop
