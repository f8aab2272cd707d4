from . import service_times
from . import tree
from . import program
