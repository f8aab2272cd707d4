"""Mutants of the announcement: the date that customers read."""

MUTANTS = [
    {
        "name": "announcement-never-asked-for",
        "file": "models/announcement/sale_order.py",
        "old": "if not order.company_id.pull_tell_date or order.state",
        "new": "if order.state",
        "tests": "TestAnnouncement",
    },
    {
        "name": "announcement-with-the-readers-rights",
        "file": "models/announcement/sale_order.py",
        "old": "order = self.sudo().with_company(self.company_id)",
        "new": "order = self.with_company(self.company_id)",
        "tests": "TestAnnouncement",
    },
    {
        "name": "announcement-not-what-was-agreed",
        "file": "models/announcement/sale_order.py",
        "old": "return order.commitment_date or order.pull_earliest_date",
        "new": "return order.pull_earliest_date",
        "tests": "TestAnnouncement",
    },
]
