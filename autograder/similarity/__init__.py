"""Points a teacher to hand-ins that share what hardly anybody else wrote, without a verdict."""
