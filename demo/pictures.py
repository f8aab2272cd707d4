"""Pictures of the products and the company's logo, drawn here: nobody else's work."""

import base64
import io

from PIL import Image, ImageDraw

from .names import recall

SIZE = 256
FINE = 4  # drawn larger, then made smaller: smooth edges
PAPER = "#f6f1e7"
OAK, OAK_DARK, WALNUT = "#c89b64", "#a87c48", "#6d4a33"
STEEL, STEEL_DARK, BRASS = "#7c8792", "#56606a", "#c9a94d"
WOOL, CARTON, GREEN, WHITE = "#8d9096", "#c7a57a", "#3f6b52", "#ffffff"

# On a sheet of 100 by 100: (what, left, top, right, bottom, colour)
TABLE = [
    ("box", 10, 34, 90, 42, OAK),
    ("box", 16, 42, 22, 78, STEEL),
    ("box", 78, 42, 84, 78, STEEL),
    ("box", 16, 72, 30, 78, STEEL_DARK),
    ("box", 70, 72, 84, 78, STEEL_DARK),
]
BENCH = [
    ("box", 12, 52, 88, 58, OAK),
    ("box", 20, 58, 25, 78, STEEL),
    ("box", 75, 58, 80, 78, STEEL),
]
SHELF = [
    ("box", 26, 12, 30, 88, OAK_DARK),
    ("box", 70, 12, 74, 88, OAK_DARK),
    *(("box", 26, top, 74, top + 4, OAK) for top in (12, 30, 48, 66, 84)),
]
FRAME = [
    ("box", 24, 26, 76, 32, STEEL),
    ("box", 24, 26, 30, 76, STEEL),
    ("box", 70, 26, 76, 76, STEEL),
    ("box", 24, 70, 76, 76, STEEL_DARK),
]
CAN = [("box", 32, 30, 68, 80, STEEL), ("box", 32, 44, 68, 66, WHITE)]
BOX = [("box", 22, 34, 78, 78, CARTON), ("box", 46, 34, 54, 78, OAK_DARK)]
BOARD = [("box", 8, 44, 92, 56, OAK), ("box", 8, 56, 92, 60, OAK_DARK)]

PRODUCTS = {
    "product_dining_table": TABLE,
    "product_bench": BENCH,
    "product_dining_set": [
        *TABLE,
        ("box", 4, 62, 40, 66, OAK_DARK),
        ("box", 60, 62, 96, 66, OAK_DARK),
        ("box", 8, 66, 11, 82, STEEL_DARK),
        ("box", 89, 66, 92, 82, STEEL_DARK),
    ],
    "product_side_table": [
        ("box", 26, 40, 74, 46, OAK),
        ("box", 32, 46, 36, 80, OAK_DARK),
        ("box", 64, 46, 68, 80, OAK_DARK),
        ("box", 32, 66, 68, 70, OAK),
    ],
    "product_bookshelf": SHELF,
    "product_wall_shelf": [
        ("box", 14, 46, 86, 52, OAK),
        ("box", 24, 52, 28, 64, STEEL),
        ("box", 72, 52, 76, 64, STEEL),
    ],
    "product_cushion": [
        ("round", 14, 40, 86, 62, WOOL),
        ("box", 20, 50, 80, 51, STEEL_DARK),
    ],
    "product_stool": [
        ("round", 28, 32, 72, 42, OAK),
        ("box", 34, 40, 38, 80, OAK_DARK),
        ("box", 62, 40, 66, 80, OAK_DARK),
        ("box", 36, 62, 64, 66, OAK_DARK),
    ],
    "product_oil": [
        ("box", 44, 18, 56, 34, STEEL_DARK),
        ("round", 34, 32, 66, 84, OAK_DARK),
        ("box", 38, 50, 62, 70, WHITE),
    ],
    "product_pads": [
        ("disc", left, top, left + 16, top + 16, WOOL)
        for left in (14, 34, 54, 74)
        for top in (32, 54)
    ],
    "product_table_top": [("box", 8, 46, 92, 54, OAK)],
    "product_leg_frame": FRAME,
    "product_bench_frame": FRAME,
    "product_bracket": [
        ("box", 30, 26, 40, 74, STEEL),
        ("box", 30, 64, 74, 74, STEEL),
        ("disc", 33, 34, 37, 38, PAPER),
        ("disc", 62, 67, 66, 71, PAPER),
    ],
    "product_engraved_plate": [
        ("round", 18, 40, 82, 62, BRASS),
        ("box", 28, 50, 72, 52, OAK_DARK),
    ],
    "product_oak_board": BOARD,
    "product_walnut_board": [("box", 8, 44, 92, 58, WALNUT)],
    "product_steel_tube": [
        ("box", 10, 44, 90, 58, STEEL),
        ("box", 80, 46, 90, 56, STEEL_DARK),
    ],
    "product_flat_bar": [("box", 8, 48, 92, 54, STEEL)],
    "product_screw": [
        ("disc", 20, 42, 34, 58, STEEL_DARK),
        ("box", 30, 47, 84, 53, STEEL),
    ],
    "product_bolt": [
        ("box", 18, 38, 32, 62, STEEL_DARK),
        ("box", 32, 45, 84, 55, STEEL),
    ],
    "product_varnish": CAN,
    "product_glue": [*CAN, ("box", 44, 20, 56, 30, OAK_DARK)],
    "product_carton_large": BOX,
    "product_carton_small": [
        ("box", 34, 46, 66, 76, CARTON),
        ("box", 47, 46, 53, 76, OAK_DARK),
    ],
    "product_corner": [
        ("box", 32, 32, 68, 42, CARTON),
        ("box", 32, 32, 42, 68, CARTON),
    ],
}
LOGO = [
    ("disc", 6, 6, 94, 94, GREEN),
    ("box", 24, 40, 76, 47, PAPER),
    ("box", 30, 47, 35, 74, PAPER),
    ("box", 65, 47, 70, 74, PAPER),
    ("disc", 42, 18, 58, 34, PAPER),
]


def create_pictures(env):
    recall(env, "company").logo = draw(LOGO, WHITE)
    for name, shapes in PRODUCTS.items():
        recall(env, name).image_1920 = draw(shapes)


def draw(shapes, paper=PAPER):
    """Return a picture of these shapes as Odoo keeps it."""
    scale = SIZE * FINE / 100
    image = Image.new("RGB", (SIZE * FINE, SIZE * FINE), paper)
    pencil = ImageDraw.Draw(image)
    for shape, *edges, colour in shapes:
        edges = [edge * scale for edge in edges]
        if shape == "disc":
            pencil.ellipse(edges, fill=colour)
        else:
            radius = (6 if shape == "round" else 1) * scale
            pencil.rounded_rectangle(edges, radius=radius, fill=colour)
    file = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(file, "PNG")
    return base64.b64encode(file.getvalue())
