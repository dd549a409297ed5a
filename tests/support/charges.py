"""The three ways in which an extraction of a trial ends, as the API says them."""

FREE = {"unit": "none", "amount": 0, "state": "released"}
GIVEN_BACK = {"unit": "trial", "amount": 0, "state": "released"}
SETTLED = {"unit": "trial", "amount": 1, "state": "settled"}
