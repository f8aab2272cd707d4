"""make rooms: the rooms of models/, what they use, and the picture of it.

A room is a package under models/ that holds files of its own; packages that hold only
rooms are wings. The table in CONTRIBUTING.md lists the rooms in their order and what
each may use. An arrow leads from a room to one that it uses, by an import or by the
name of a model, field or method of ours that the other defines.
"""

import ast
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from messages import Failure, tell
from paths import REPO
from processes import switched_on

MODELS = REPO / "models"
PAGE = REPO / "CONTRIBUTING.md"
LIMIT = 2000  # lines of a room
GROUND = "models"  # files beside the rooms, which all of them may use
BEGIN = "<!-- rooms: drawn by `make rooms` -->"
END = "<!-- end of rooms -->"
_ROW = re.compile(r"^\| *`(?P<room>[\w/]+)` *\|.*\|(?P<uses>[^|]*)\|$", re.M)
# Words that a name of ours on a core model bears; other names may be Odoo's too.
_OURS = re.compile(r"pull_|setup_|supply_policy|cogs_|_cost_line|run_size")


@dataclass
class Room:
    """A room, what its files define and what they name."""

    name: str
    files: list
    imports: dict = field(default_factory=lambda: defaultdict(set))  # room -> files
    models: set = field(default_factory=set)
    members: set = field(default_factory=set)  # fields and methods on others' models
    named: dict = field(default_factory=lambda: defaultdict(set))  # word -> files

    @property
    def lines(self):
        return sum(len(path.read_text().splitlines()) for path in self.files)

    @property
    def wing(self):
        return self.name.rpartition("/")[0]


# -- reading -------------------------------------------------------------------


def find(folder=MODELS):
    """Return the rooms in the order in which `__init__.py` files import them."""
    tree = ast.parse((folder / "__init__.py").read_text())
    imported = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    files = [path for path in sorted(folder.glob("*.py")) if path.stem != "__init__"]
    name = folder.relative_to(MODELS).as_posix() if folder != MODELS else GROUND
    rooms = [Room(name, files)] if files else []
    for package in imported:
        if (folder / package).is_dir():
            rooms += find(folder / package)
    return rooms


def read(rooms):
    """Read what the files of the rooms import, define and name."""
    names = {room.name for room in rooms}
    for room in rooms:
        for path in room.files:
            tree = ast.parse(path.read_text())
            _read_imports(room, path, tree, names)
            _read_definitions(room, tree)
            _read_words(room, path, tree)
    return rooms


def _read_imports(room, path, tree, names):
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        folder = path.parents[node.level - 1]
        if not folder.is_relative_to(MODELS):
            continue
        target = folder.joinpath(*(node.module or "").split("."))
        for alias in node.names:
            used = _get_room(target / alias.name, names)
            if used != room.name:
                room.imports[used].add(path)


def _get_room(path, names):
    """The room that a module or a name of it lies in."""
    inner = path.relative_to(MODELS)
    for parent in (inner, *inner.parents):
        if parent.as_posix() in names:
            return parent.as_posix()
    return GROUND


def _read_definitions(room, tree):
    """Models of ours, and our fields and methods on models that others define."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.ClassDef):
            continue
        values = _get_assigned(node)
        inherited = _get_strings(values.get("_inherit"))
        own = _get_strings(values.get("_name"))
        new = [name for name in own if name not in inherited]
        room.models.update(new)
        if inherited and not new:
            methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
            room.members.update(values, (method.name for method in methods))


def _get_assigned(node):
    return {
        target.id: part.value
        for part in node.body
        if isinstance(part, ast.Assign)
        for target in part.targets
        if isinstance(target, ast.Name)
    }


def _get_strings(node):
    return [
        part.value
        for part in (ast.walk(node) if node else ())
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def _read_words(room, path, tree):
    """All that a file names: attributes, and words in strings that are no texts."""
    docstrings = set(map(id, _get_docstrings(tree)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            room.named[node.attr].add(path)
        elif isinstance(node, ast.keyword) and node.arg:
            room.named[node.arg].add(path)
        elif isinstance(node, ast.Constant) and id(node) not in docstrings:
            for word in re.findall(r"[\w.]+", str(node.value)):
                room.named[word].add(path)


def _get_docstrings(tree):
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, holders) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


# -- arrows --------------------------------------------------------------------


def find_arrows(rooms):
    """Return {(room, used room): {why, ...}}."""
    arrows = defaultdict(set)
    for room in rooms:
        for used, paths in room.imports.items():
            arrows[room.name, used].update(
                f"{_short(path)} imports it" for path in paths
            )
    for word, owner in _get_owners(rooms).items():
        for room in rooms:
            if room.name != owner and word in room.named:
                why = (f"{_short(path)} names {word}" for path in room.named[word])
                arrows[room.name, owner].update(why)
    return {pair: why for pair, why in arrows.items() if GROUND not in pair}


def _get_owners(rooms):
    """{model, its table, field or method of ours: the one room that defines it}."""
    owners = {}
    counts = Counter(name for room in rooms for name in room.members)
    for room in rooms:
        for model in room.models:
            owners[model] = owners[model.replace(".", "_")] = room.name
    for room in rooms:
        for name in room.members:
            if counts[name] == 1 and _OURS.search(name):
                owners.setdefault(name, room.name)
    return owners


def _short(path):
    return path.relative_to(REPO).as_posix()


# -- what must hold ------------------------------------------------------------


def complaints(rooms, arrows, page):
    order = [room.name for room in rooms if room.name != GROUND]
    table = _read_table(page)
    if list(table) != order:
        yield (
            "The rooms of CONTRIBUTING.md's table are not those that models/ imports,"
            f" in their order:\n  {', '.join(table)}\n  {', '.join(order)}"
        )
    for room in rooms:
        if room.lines > LIMIT:
            yield f"{room.name} has {room.lines} lines: more than {LIMIT}."
        if room.name == GROUND and room.imports:
            yield f"{', '.join(room.imports)}: a file beside the rooms uses them."
    for (room, used), why in sorted(arrows.items()):
        reasons = "".join(f"\n  {reason}" for reason in sorted(why))
        if order.index(used) > order.index(room):
            yield f"{room} uses {used}, which comes after it:{reasons}"
        elif room in table and used not in table[room]:
            yield f"{room} uses {used}, which its row does not allow:{reasons}"


def _read_table(page):
    """Return {room: names of those it may use} of the table in CONTRIBUTING.md.

    A name of a wing stands for its rooms.
    """
    rows = list(_ROW.finditer(page))
    names = [row["room"] for row in rows]
    return {
        row["room"]: {
            name
            for word in re.findall(r"`([\w/]+)`", row["uses"])
            for name in names
            if name == word or name.startswith(f"{word}/")
        }
        for row in rows
    }


# -- the picture ---------------------------------------------------------------


def draw(rooms, arrows):
    """The rooms as a Mermaid chart, without implied arrows, and all arrows in words."""
    rooms = [room for room in rooms if room.name != GROUND]
    uses = {
        room.name: [other.name for other in rooms if (room.name, other.name) in arrows]
        for room in rooms
    }
    return "\n".join(
        [
            *("", "```mermaid", "flowchart BT"),
            *_draw_boxes(rooms),
            *(
                f"    {_id(name)} --> {_id(used)}"
                for name, all_used in uses.items()
                for used in _leave_out_implied(all_used, uses)
            ),
            *("```", ""),
            *(_say(room, uses[room.name]) for room in rooms),
            "",
        ]
    )


def _say(room, uses):
    said = f"; uses {', '.join(uses)}" if uses else ""
    return f"- {room.name}: about {round(room.lines, -2):,} lines{said}"


def _draw_boxes(rooms):
    for wing in dict.fromkeys(room.wing for room in rooms):
        if wing:
            yield f"    subgraph {wing}"
        for room in rooms:
            if room.wing == wing:
                yield f'    {_id(room.name)}["{room.name}: {round(room.lines, -2)}"]'
        if wing:
            yield "    end"


def _id(name):
    return name.replace("/", "_")


def _leave_out_implied(used, uses):
    """Without the rooms that another of them uses, itself or through others."""
    implied = set().union(*(_reached(name, uses) for name in used))
    return [name for name in used if name not in implied]


def _reached(name, uses):
    found, ahead = set(), list(uses[name])
    while ahead:
        room = ahead.pop()
        if room not in found:
            found.add(room)
            ahead += uses[room]
    return found


def _without_numbers(text):
    return re.sub(r"\d+", "0", text)


def command(check=None):
    """Draw the picture; fail on what must not be.

    With CHECK=1 nothing is written: another picture than the page's fails too, but for
    the numbers of lines.
    """
    check = switched_on("CHECK") if check is None else check
    rooms = read(find())
    arrows = find_arrows(rooms)
    page = PAGE.read_text()
    before, begin, rest = page.partition(BEGIN)
    drawn, end, after = rest.partition(END)
    if not begin or not end:
        raise Failure(f"{PAGE.name} has no place for the picture: {BEGIN} ... {END}")
    picture = f"\n{draw(rooms, arrows)}\n"
    found = list(complaints(rooms, arrows, page))
    if not check and picture != drawn:
        PAGE.write_text(f"{before}{BEGIN}{picture}{END}{after}")
    elif check and _without_numbers(picture) != _without_numbers(drawn):
        found.append("The picture in CONTRIBUTING.md is another one: run `make rooms`.")
    for complaint in found:
        print(complaint)
    if not check:
        print(picture)
    tell(f"rooms: {len(found)} complaints" if found else "rooms: in order")
    return 1 if found else 0
