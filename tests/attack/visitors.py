"""Callers for schemathesis: people of the demo's town with a session and a contact, and visitors
without. Half of the requests are for objects that exist.

Schemathesis generates the requests (docs/SECURITY.md, "Attacks in the tests"). These hooks give
them what they need to get past the first checks.
"""

import itertools
import os
import random

import requests
import schemathesis

BASE = os.environ["SESSHU_ATTACKED"]
# The coupons of fixtures/coupons.csv without bookings.
COUPONS = [("1234567890", "1950-05-05"), ("1234567891", "1948-11-03")]
TERMS = "2026-11-01"
CONTACT = {"name": "ワクチン ハナコ", "phone": "09012345678"}
# Operations that would end the session that all later requests use, or replace it by another.
ENDS_A_PROOF = {
    ("DELETE", "/api/session"),
    ("POST", "/api/session/line"),
    ("POST", "/api/session/coupon"),
    ("PUT", "/api/session/person"),
    ("PUT", "/api/link"),
    ("POST", "/api/link/end"),
}


def arrives(number, birth_date):
    person = requests.Session()
    shown = {"couponNumber": number, "birthDate": birth_date, "termsVersion": TERMS}
    person.post(f"{BASE}/api/session/coupon", json=shown).raise_for_status()
    person.put(f"{BASE}/api/contact", json=CONTACT).raise_for_status()
    return person


def passes_by():
    stranger = requests.Session()
    stranger.get(f"{BASE}/api/waiting-room").raise_for_status()
    return stranger


class Places:
    """Passes of the waiting room. The service limits a pass to the requests of one browser (240 at
    once), and an address to some new passes at once and two more per second."""

    USES = 80

    def __init__(self):
        self.uses = 0
        self.cookies = passes_by().cookies.get_dict()

    def next(self):
        self.uses += 1
        if self.uses % self.USES == 0:
            self.cookies = passes_by().cookies.get_dict()
        return self.cookies


def looks_around(person):
    """Returns a venue, a month, a day with a free seat, and the slots of that day."""

    def get(path, **query):
        answer = person.get(f"{BASE}/api/{path}", params=query)
        answer.raise_for_status()
        return answer.json()

    venue = get("venues")[0]["id"]
    month = "2026-12"
    for day in get("calendar", month=month, venue=venue)["days"]:
        if day["mark"] != "none":
            slots = get("times", venue=venue, date=day["date"])
            there = {"venue": venue, "month": month, "date": day["date"]}
            return there, [slot["slotId"] for slot in slots]
    raise RuntimeError("the town has no free seat")


PEOPLE = [arrives(*coupon) for coupon in COUPONS]
STRANGER = passes_by()
PLACES = Places()
THERE, SLOTS = looks_around(PEOPLE[0])
# Every fourth request has no session.
CALLERS = itertools.cycle([*PEOPLE, *PEOPLE, STRANGER])
DICE = random.Random(int(os.environ.get("SESSHU_SEED", "20261126")))


@schemathesis.hook
def before_call(context, case, kwargs):
    method, path = case.method.upper(), case.operation.path
    caller = STRANGER if (method, path) in ENDS_A_PROOF else next(CALLERS)
    # Passes are not bound to a coupon, so every caller can use one of these.
    case.cookies = {**caller.cookies.get_dict(), **PLACES.next(), **(case.cookies or {})}
    if DICE.random() < 0.5:
        asks_for_what_is_there(case, method, path, caller)


def asks_for_what_is_there(case, method, path, caller):
    for name in case.query or {}:
        if name in THERE:
            case.query[name] = THERE[name]
    for name in case.path_parameters or {}:
        if name == "slotId":
            case.path_parameters[name] = DICE.choice(SLOTS)
        elif name == "bookingId":
            cookies = {**caller.cookies.get_dict(), **PLACES.cookies}
            bookings = requests.get(f"{BASE}/api/bookings", cookies=cookies)
            current = bookings.json().get("current") if bookings.ok else None
            case.path_parameters[name] = current["id"] if current else "1"
    bodies = {
        ("POST", "/api/bookings"): {"slotId": DICE.choice(SLOTS)},
        ("PUT", "/api/contact"): {**CONTACT, "email": None},
        # The API describes no body here; the JSON content type proves that the request comes from
        # our pages.
        ("POST", "/api/bookings/{bookingId}/cancel"): {},
    }
    if (method, path) in bodies:
        case.body, case.media_type = bodies[method, path], "application/json"
