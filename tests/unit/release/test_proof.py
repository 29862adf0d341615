"""A sample of the planted mistakes is what its name says; tests/integration/test_proof.py makes whole proofs."""

from __future__ import annotations

from autograder.release.proof import sampled


def test_a_sample_is_about_an_eighth():
    mistakes = dict.fromkeys(f"wrong/{number}.py" for number in range(1000))
    assert 90 < len(sampled(mistakes)) < 160
