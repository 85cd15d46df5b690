"""What was agreed, and is it being done? Signature, milestones, promises."""
