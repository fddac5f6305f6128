"""Loads a small hospital into a new Tryton database. Called in Tryton's own environment as: hospital.py CONFIG DATABASE.

One company with accounts kept as stock moves, two store rooms, a location for each of two cost centres, four items.
"""

import sys
from decimal import Decimal

from proteus import Model, config

config.set_trytond(sys.argv[2], config_file=sys.argv[1]).skip_warning = True

from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts  # noqa: E402
from trytond.modules.account_stock_continental.tests.tools import add_stock_accounts  # noqa: E402
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402


def accounts():
    create_company()
    company = get_company()
    create_chart(company)
    year = create_fiscalyear(company)
    year.account_stock_method = "continental"
    year.save()
    year.click("create_period")
    return company, add_stock_accounts(get_accounts(company), company)


def category(kept):
    record = Model.get("product.category")(name="Supplies", accounting=True)
    record.account_expense, record.account_revenue = kept["expense"], kept["revenue"]
    record.account_stock = kept["stock"]
    record.account_stock_in = record.account_stock_out = kept["stock_expense"]
    record.save()
    return record


def units():
    unit = Model.get("product.uom")
    (each,) = unit.find([("symbol", "=", "u")])
    box = unit(name="Box of 50", symbol="BX50", category=each.category, rounding=1.0, digits=0)
    box.factor, box.rate = 50.0, 0.02
    box.save()
    (kilogram,) = unit.find([("symbol", "=", "kg")])
    return each, kilogram


def locations():
    location = Model.get("stock.location")
    (warehouse,) = location.find([("type", "=", "warehouse")])
    (supplier,) = location.find([("type", "=", "supplier")], limit=1)
    rooms = [location(name=name, code=code, type="storage", parent=warehouse.storage_location)
             for code, name in (("ICU", "Intensive care"), ("OR", "Operating rooms"))]
    centers = [location(name=name, code=code, type="lost_found")
               for code, name in (("CC-4100", "Used in intensive care"), ("CC-4200", "Used in operating rooms"))]
    for record in rooms + centers:
        record.save()
    return supplier, rooms


def items(each, supplies):
    template = Model.get("product.template")
    made = []
    for code, name, cost, needs_lot in (
        ("CATH-20G", "IV catheter 20G", "1.85", False),
        ("SYR-10", "Syringe 10 mL", "0.14", False),
        ("SCREW-35", "Cortical screw 3.5 mm", "86.50", True),
        ("GAUZE", "Gauze sponge", "0.06", False),
    ):
        record = template(name=name, type="goods", default_uom=each, account_category=supplies,
                          cost_price_method="average", list_price=None)
        (product,) = record.products
        product.suffix_code, product.cost_price = code, Decimal(cost)
        if needs_lot:
            record.lot_required = ["storage", "lost_found"]
        record.save()
        made.append((record.products[0], needs_lot))
    return made


def stock(company, supplier, rooms, products):
    """Every item that needs no lot lies 1000 times in each store room, received at its cost."""
    move = Model.get("stock.move")
    received = [
        {"product": product.id, "unit": product.template.default_uom.id, "quantity": 1000.0,
         "from_location": supplier.id, "to_location": room.id, "company": company.id,
         "unit_price": product.cost_price, "currency": company.currency.id}
        for product, needs_lot in products if not needs_lot for room in rooms
    ]
    context = config.get_config().context
    move._proxy.do(move._proxy.create(received, context), context)
    # Screws are there, in a lot that our bookings don't know.
    for product, needs_lot in products:
        if needs_lot:
            lot = Model.get("stock.lot")(product=product, number="LOT-1")
            lot.save()
            values = dict(received[0], product=product.id, lot=lot.id, unit_price=product.cost_price)
            move._proxy.do(move._proxy.create([values], context), context)


def login(company):
    group = Model.get("res.group")
    user = Model.get("res.user")(name="Interface", login="tallyward", password="interface-secret-1")
    user.save()
    for found in group.find([("name", "in", ["Stock", "Accounting"])]):
        user.groups.append(found)
    user.companies.append(Model.get("company.company")(company.id))
    user.company = Model.get("company.company")(company.id)
    user.save()
    (admin,) = Model.get("res.user").find([("login", "=", "admin")])
    held = {found.id for found in admin.groups}
    for found in group.find([]):
        if found.id not in held:
            admin.groups.append(found)
    admin.save()
    Model.get("res.user")(name="Visitor", login="visitor", password="visitor-secret-1").save()


company, kept = accounts()
each, _ = units()
supplier, rooms = locations()
stock(company, supplier, rooms, items(each, category(kept)))
login(company)
