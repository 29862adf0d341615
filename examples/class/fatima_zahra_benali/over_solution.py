"""All right, but packed five folders deep."""
