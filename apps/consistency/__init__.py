"""What "consistent" means, decided: histories and what they show."""
