from . import pull_action
