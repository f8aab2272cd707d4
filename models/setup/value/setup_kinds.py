"""What the cost of a work order is made of."""

RUN = "run"
SETUP_TIME = "setup_time"
SETUP_FIXED = "setup_fixed"
