"""How sign-off is going: waits, returns, quick approvals and second looks, as totals without names."""
