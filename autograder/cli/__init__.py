"""Offers the pipeline as commands; the only package that prints."""
