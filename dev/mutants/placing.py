"""Mutants of placing: what is promised, and where the documents of an order come."""

MUTANTS = [
    {
        "name": "placing-as-early-as-possible",
        "file": "models/placing/chain_placing.py",
        "old": "self.schedule.place_backward(self._get_steps(), due)",
        "new": "self.schedule.place_forward(self._get_steps())",
        "tests": "TestPlacing",
    },
    {
        "name": "placing-own-work-counts-as-load",
        "file": "models/placing/chain_placing.py",
        "old": "return centers._get_pull_schedule(chain.moment, placed)",
        "new": "return centers._get_pull_schedule(chain.moment)",
        "tests": "TestPlacing",
    },
    {
        "name": "placing-what-a-person-planned",
        "file": "models/placing/confirmed_chain.py",
        "old": 'order._is_pull_planned() or order.state == "progress"',
        "new": 'order.state == "progress"',
        "tests": "TestPlacing",
    },
    {
        "name": "placing-shared-purchases-later",
        "file": "models/placing/chain_dates.py",
        "old": "min([placed.end, *self._get_others(line)])",
        "new": "placed.end",
        "tests": "TestPlacing",
    },
    {
        "name": "placing-events-are-forgotten",
        "file": "models/placing/noting.py",
        "old": "        lines.env.add_to_compute(lines._fields[name], placed)\n",
        "new": "        pass\n",
        "tests": "TestPlacing",
    },
    {
        "name": "placing-receipts-stay",
        "file": "models/placing/purchase_order_line.py",
        "old": "                receipts.date = line.date_planned\n",
        "new": "                pass\n",
        "tests": "TestPlacing",
    },
    {
        "name": "placing-without-time-to-spare",
        "file": "models/placing/confirmed_chain.py",
        "old": "return product.categ_id._get_pull_buffer_days(self.company) * DAY",
        "new": "return 0",
        "tests": "TestPlacing",
    },
    {
        "name": "placing-forgets-the-lead-time",
        "file": "models/placing/sale_order_line.py",
        "old": "return max(plain, self.order_id._get_pull_round_up(earliest))",
        "new": "return self.order_id._get_pull_round_up(earliest)",
        "tests": "TestPlacing",
    },
]
