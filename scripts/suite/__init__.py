"""Show a run of question suites against an index: in the terminal, as JUnit XML and as a plot."""
