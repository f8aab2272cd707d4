"""The whole chains of products: all their goods, whatever their policies are."""

from ..advice.parts_reader import PartsReader


class ChainReader(PartsReader):
    """Reads bills of materials down to what is bought; see `PartsReader`.

    Built by `pull.decoupling.map._get_chain_reader`.
    """

    def _is_pulled(self, product):
        return product.type == "consu"

    def get_ratios(self, product):
        """Return {product: units of it for one of this product, at all its places}."""
        ratios = dict.fromkeys(self.get_order(product), 0.0)
        ratios[product] = 1.0
        for stage in ratios:
            for ratio, other in self.below[stage]:
                ratios[other] += ratios[stage] * ratio
        return ratios

    def get_order(self, product):
        """Return the products of a chain, each before what goes into it."""
        left, order = {}, [product]
        for stage in self._get_all(product):
            for other in {other for _ratio, other in self.below[stage]}:
                left[other] = left.get(other, 0) + 1
        for stage in order:
            for other in {other for _ratio, other in self.below[stage]}:
                left[other] -= 1
                if not left[other]:
                    order.append(other)
        return order

    def _get_all(self, product):
        found, todo = {product: None}, [product]
        while todo:
            for _ratio, other in self.below[todo.pop()]:
                if other not in found:
                    found[other] = None
                    todo.append(other)
        return found
