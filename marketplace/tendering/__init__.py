"""What is wanted? Notices, tenders from draft to deadline, questions and changes."""
