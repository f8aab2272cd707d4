"""What of needs of kanban parts a person must decide."""

from ...exceptions.kinds import WARNING, KindInfo

NO_LOOP = "kanban_no_loop"
FLOW_KINDS = [(NO_LOOP, "Kanban without a loop")]
FLOW_INFOS = {NO_LOOP: KindInfo(WARNING, is_bad_data=True, solved_by="_is_loop_there")}
