"""What is remembered between questions and restarts: people, groups, conversations, questions, feedback, the audit."""
