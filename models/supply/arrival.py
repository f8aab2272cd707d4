"""When what is bought now arrives."""

from datetime import timedelta


def get_arrival(moment, vendor, company):
    """Return when what is ordered from a moment on arrives: after the days that the
    company takes to order and the vendor to deliver, on the weekday on which he comes.

    :param vendor: the vendor's price (`product.supplierinfo`) that is bought at
    """
    days = vendor._get_pull_promise_days(company) + company.days_to_purchase
    end = moment + timedelta(days=days)
    partner = vendor.partner_id
    if partner.group_rfq == "week" and partner.group_on != "default":
        end += timedelta(days=(int(partner.group_on) - end.isoweekday()) % 7)
    return end
