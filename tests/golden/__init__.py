"""The golden set: seeded pictures, and what is answered to them, so that a change of any answer is noticed."""
