"""What admins teach: questions attached to passages, or known to have no answer, and test cases."""
