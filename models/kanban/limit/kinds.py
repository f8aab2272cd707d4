"""What of runs that wait for room a person must decide."""

from ...exceptions.kinds import WARNING, KindInfo

NO_ROOM = "work_limit"
LIMIT_KINDS = [(NO_ROOM, "Too late, and waits for room")]
LIMIT_INFOS = {NO_ROOM: KindInfo(WARNING, solved_by="_is_room_found")}
