"""Who gets it, and why? Scores, moderation, ranking, award, and what each bidder is told."""
