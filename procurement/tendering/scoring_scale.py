"""What does each score mean, and is it said before anybody bids?

The assessment methodology is published with the tender (Procurement Act 2023, s23(1)
and (3)): a scale whose words only the panel knows would be an undisclosed criterion.
The buyer writes the words; bidders read them, and the panel scores by the same text.
"""

from collections.abc import Sequence

SUGGESTED_SCALE = (
    "Nothing is answered or promised, or nothing that can be assessed.",
    "Poor: most of what is asked for is missing, or cannot be believed.",
    "Weak: a part is covered; important points are missing or doubtful.",
    "Acceptable: what is asked for is covered; details or evidence are missing in places.",
    "Good: what is asked for is covered in full, with details that can be believed.",
    "Excellent: covered in full, with convincing evidence for every part.",
)
"""Words for 0 to 5, offered to the buyer to keep or to change."""


def score_in_words(score: int, words: Sequence[str] | None) -> str:
    """A score with what it means as published; the number alone where no words were published."""
    return f"{score} – {words[score]}" if words else str(score)
