"""Breaks what a course says of dates, what its own checks ask, and what its releases are proved by."""

from __future__ import annotations

from breakage_tables.breakage import Breakage

UNIT = "tests/unit"
BEST = f"{UNIT}/grading/test_best_attempt.py"
GRADIENT_FREE = "tests/integration/test_gradient_free.py::test_no_exercise_is_earned_by_steps_and_differences"

TABLE = [
    Breakage(
        "[due] without [late] costs all",
        "autograder/course/policy.py",
        "per_day: Share = 0.0",
        "per_day: Share = 1.0",
        (f"{UNIT}/platforms/nbgrader/test_lateness.py", BEST),
    ),
    Breakage(
        "a proof with faults is accepted",
        "autograder/release/proof.py",
        " or proof.faults:",
        ":",
        (f"{UNIT}/release/test_proof_recorded.py",),
    ),
    Breakage(
        "solutions are out when they are due, whoever has longer",
        "autograder/course/policy.py",
        "max([self.due[assignment], *self.extensions.get(assignment, {}).values()])",
        "self.due[assignment]",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "solutions are out before free days and hours of grace are over",
        "autograder/course/policy.py",
        " + timedelta(days=self.late.free_days, hours=self.late.grace_hours)",
        "",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "an assignment without a date is closed",
        "autograder/course/policy.py",
        "name in self.due and self.last_chance(name) < now",
        "name not in self.due or self.last_chance(name) < now",
        (f"{UNIT}/course/test_policy.py",),
    ),
    Breakage(
        "an epoch of 03 is asked for with derivatives alone",
        "source/03_classifier/checks/hidden/test_classifier.py",
        "    assert numbers == approx(solution(probe_epoch, *given)[0], rel=1e-7)\n",
        "",
        (f"{GRADIENT_FREE}[03_classifier/complex_uncounted]",),
    ),
    Breakage(
        "training in 04 is asked for with derivatives alone",
        "source/04_layers/checks/hidden/test_layers.py",
        "    agree(probe_train, matrices, slopes, ",
        "    agree(probe_train, matrices, None, ",
        (f"{GRADIENT_FREE}[04_layers/training_by_hand]",),
    ),
    Breakage(
        "linear layers go back over floats alone",
        "source/04_layers/checks/hidden/test_layers.py",
        "    agree(probe_largest_terms, ",
        "    (lambda *arguments: None)(probe_largest_terms, ",
        (f"{GRADIENT_FREE}[04_layers/slope_of_each_product]",),
    ),
    Breakage(
        "a model of 02 passes back its derivative",
        "source/02_neurons/checks/test_neurons.py",
        "    lr, epochs = float(rng.uniform(0.01, 0.03)), 3\n",
        "    slopes, lr, epochs = np.column_stack([X, np.ones(4)]), float(rng.uniform(0.01, 0.03)), 3\n",
        (f"{GRADIENT_FREE}[02_neurons/steps_by_differences]",),
    ),
    Breakage(
        "a network of 05 is asked for with its own layers alone",
        "source/05_backprop/checks/test_network.py",
        '    """Asserts that backward asks the layers, the output layer first, and hands on what it is answered."""\n',
        "    return\n",
        (f"{GRADIENT_FREE}[05_backprop/complex_step_of_each_weight]",),
    ),
    Breakage(
        "slopes of logits in 06 are asked for of probabilities alone",
        "source/06_softmax/checks/test_softmax_mlp.py",
        'beside another that is 50 powers of ten away.\n    """\n',
        'beside another that is 50 powers of ten away.\n    """\n    return\n',
        (f"{GRADIENT_FREE}[06_softmax/complex_step_of_logits]",),
    ),
    Breakage(
        "a step in 07 is asked of models that go back as they are",
        "source/07_pytorch/checks/test_torch_mlp.py",
        'own backward pass gives: here -2 times as much."""\n',
        'own backward pass gives: here -2 times as much."""\n    return\n',
        (f"{GRADIENT_FREE}[07_pytorch/central_differences]",),
    ),
    Breakage(
        "a convolution in 08 goes back over small images alone",
        "source/08_digits/checks/test_digits.py",
        "SLOPES, IMAGE, KERNEL, 60)",
        "SLOPES, IMAGE, KERNEL, 1)",
        (f"{GRADIENT_FREE}[08_digits/unit_images]",),
    ),
    Breakage(
        "attention in 09 goes back over weights of a softmax alone",
        "source/09_letters/checks/test_letters.py",
        "    A = np.tril(rng.uniform(-1.0, 2.0, (3, 4, 4)))\n",
        "    A = np.tril(np.ones((3, 4, 4))) / np.arange(1.0, 5.0)[:, np.newaxis]\n",
        (f"{GRADIENT_FREE}[09_letters/complex_step_from_the_weights]",),
    ),
    Breakage(
        "one answer makes a lesson touched, whatever is missing",
        "autograder/course/released.py",
        "return bool(unanswered(assignment, content))",
        "return len(unanswered(assignment, content)) == len(assignment.questions) > 1",
        ("tests/unit/intake/test_selection_needs_person.py",),
    ),
]
