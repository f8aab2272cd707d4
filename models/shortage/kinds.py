"""Needs that lost their supply, or never got it."""

from ..exceptions.kinds import BLOCKING, KindInfo

FAILED = "failed"
SHORTAGE = "shortage"

SHORTAGE_KINDS = [
    (FAILED, "Supply failed"),
    (SHORTAGE, "Supply lost"),
]

SHORTAGE_INFOS = {
    FAILED: KindInfo(BLOCKING, lacks_supply=True, is_bad_data=True),
    SHORTAGE: KindInfo(BLOCKING, lacks_supply=True),
}
