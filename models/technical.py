"""Fields that only the program reads: people do not group, filter or export by them."""

OFFERS = ("groupable", "searchable", "exportable")


def hide_technical(descriptions, names):
    """Return what `fields_get` tells of a model, without offering these fields."""
    for name in names & descriptions.keys():
        descriptions[name].update(
            (offer, False) for offer in OFFERS if offer in descriptions[name]
        )
    return descriptions
