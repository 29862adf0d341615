"""Takes in what a platform exported, safely."""
