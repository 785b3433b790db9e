"""Networks that each hold a fold of writers out, trained epoch by epoch."""
