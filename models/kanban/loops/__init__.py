from . import pull_kanban_loop
from . import pull_kanban_card
from . import pull_kanban_supply
from . import pull_kanban_log
from . import pull_exception
