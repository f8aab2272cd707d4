from . import pull_load_week
