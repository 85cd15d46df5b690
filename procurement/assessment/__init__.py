"""The rules of choosing: scores, moderation, ranking, award, and what each bidder is told."""
