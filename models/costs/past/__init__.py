from . import pull_cost_build
