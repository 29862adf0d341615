"""Hidden checks of engine.py: graphs and numbers drawn for each submission, judged by the solution, and extremes."""

import numpy as np

from autograder import approx


# The value of a function of one operand at z, and the gradient for `upstream` times this value.
def probe_function(engine, function: str, z: float, upstream: int) -> list[float]:
    x = engine.Value(z, requires_grad=True)
    y = getattr(x, function)()
    total = y
    for _ in range(upstream - 1):
        total = total + y
    total.backward()
    return [y.data, x.grad]


def test_backward_random_graph(agree, rng):
    """backward is right for every node of a random graph of sums and negations, in which nodes share operands."""

    def probe(engine, leaves, recipe) -> list[float]:
        nodes = [engine.Value(v, requires_grad=True) for v in leaves]
        for i, j, negated in recipe:
            node = nodes[i] + nodes[j]
            nodes.append(-node if negated else node)
        nodes[-1].backward()
        return [node.grad for node in nodes]

    recipe = [
        [size - 1 - int(rng.integers(2)), int(rng.integers(size)), bool(rng.integers(4) == 0)] for size in range(4, 24)
    ]
    agree(probe, rng.normal(size=4).tolist(), recipe, rel=1e-12)


def test_backward_long_chain(student):
    """A chain of 50,000 nodes gets its gradient, without recursion."""

    def probe(engine, length) -> float:
        x = engine.Value(1, requires_grad=True)
        y = x
        for _ in range(length):
            y = -y
        y.backward()
        return x.grad

    assert student(probe, 50_001) == approx(-1.0)


def test_backward_without_gradients(student):
    """Where nothing requires a gradient, nothing is recorded, and backward leaves every gradient at 0."""

    def probe(engine) -> dict[str, float]:
        a, b = engine.Value(2), engine.Value(3)
        c = a + b
        c.backward()
        return {"a": a.grad, "b": b.grad, "a + b": c.grad}

    assert student(probe) == approx({"a": 0.0, "b": 0.0, "a + b": 0.0})


def test_mul_agrees(agree, rng):
    """Products of sums, with squares, zeros, whole numbers and booleans among the factors, have the right gradients."""

    def probe(engine, numbers) -> list[float]:
        a, b, c, d = (engine.Value(v, requires_grad=True) for v in numbers)
        zero = engine.Value(0, requires_grad=True)
        y = (a + b) * (b + c) * 3 + (-(a * a)) * d + 2 * (c * d) + (a + d) * True + (zero * b) + np.float64(1.5) * c
        y.backward()
        return [y.data, *(node.grad for node in (a, b, c, d, zero))]

    agree(probe, rng.uniform(0.5, 2.0, size=4).tolist(), rel=1e-11)


def test_mul_requires_gradient(student):
    """A product requires a gradient if any factor does, and otherwise none."""

    def probe(engine) -> list[bool]:
        constant, weight = engine.Value(2), engine.Value(3, requires_grad=True)
        products = (constant * constant, constant * 4, weight * constant, constant * weight, 4 * weight)
        return [product.requires_grad for product in products]

    flags = student(probe)
    assert flags == [False, False, True, True, True], (
        "of constant * constant, constant * 4, weight * constant, constant * weight and 4 * weight, "
        f"requires_grad is {flags}; it should be True where weight is a factor"
    )


def test_arithmetic_agrees(agree, rng):
    """Differences and quotients of random expressions have the right gradients, whichever side the number is on."""

    def probe(engine, numbers) -> list[float]:
        a, b, c, d = (engine.Value(v, requires_grad=True) for v in numbers)
        y = (a - b) / (c + d) - (b - 3) / c + (2 - a) / d - 5 / (a + c) - d / 4 + (a - a) + b / b
        y.backward()
        return [y.data, *(node.grad for node in (a, b, c, d))]

    agree(probe, rng.uniform([4, -2, 1, 3], [5, -1, 2, 4]).tolist(), rel=1e-11)


def test_pow_agrees(agree, rng):
    """Powers with random exponents, and whole powers of negative numbers, have the right values and gradients."""

    def probe(engine, bases, exponents, upstream) -> list[float]:
        xs = [engine.Value(v, requires_grad=True) for v in bases]
        powers = [x**n for x, n in zip(xs, exponents, strict=True)]
        total = engine.Value(0)
        for _ in range(upstream):
            for power in powers:
                total = total + power
        total.backward()
        return [*(power.data for power in powers), *(x.grad for x in xs)]

    bases = [*rng.uniform(0.5, 3.0, size=3).tolist(), *rng.uniform(-3.0, -0.5, size=2).tolist()]
    exponents = [*rng.uniform(-2.5, 2.5, size=3).tolist(), 3, -2]
    agree(probe, bases, exponents, int(rng.integers(4, 8)), rel=1e-11)


def test_pow_at_zero(student):
    """At x = 0, the powers 0, 1 and 2 are 1, 0 and 0, with the derivatives 0, 1 and 0."""

    def probe(engine, n) -> list[float]:
        x = engine.Value(0, requires_grad=True)
        y = x**n
        y.backward()
        return [y.data, x.grad]

    assert [student(probe, n) for n in (0, 1, 2)] == approx([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


def test_exp_agrees(agree, rng):
    """exp multiplies what comes from above by its value, from far below 0 to 700."""
    for z in (*rng.uniform(-3, 3, size=3).tolist(), -1000.0, -30.0, 700.0):
        agree(probe_function, "exp", z, int(rng.integers(4, 8)), rel=1e-12)


def test_log_agrees(agree, rng):
    """log divides what comes from above by its operand, however small or large that is."""
    for z in (*rng.uniform(0.1, 3, size=3).tolist(), 1e-300, 1e-9, 1e300):
        agree(probe_function, "log", z, int(rng.integers(4, 8)), rel=1e-12)


def test_tanh_agrees(agree, rng):
    """tanh and its gradient are exact to the last digits, also for an operand close to 0."""
    for z in (*rng.uniform(-2, 2, size=3).tolist(), 1e-9, -1e-12):
        agree(probe_function, "tanh", z, int(rng.integers(4, 8)), rel=1e-12)


def test_tanh_extremes(student):
    """At 1000 and -1000 tanh is 1 and -1 and passes nothing back: it saturates, and does not overflow."""
    assert [student(probe_function, "tanh", z, 1) for z in (1000.0, -1000.0)] == approx([[1.0, 0.0], [-1.0, 0.0]])


def test_sigmoid_agrees(agree, rng):
    """sigmoid multiplies what comes from above by s * (1 - s)."""
    for z in rng.uniform(-4, 4, size=4).tolist():
        agree(probe_function, "sigmoid", z, int(rng.integers(4, 8)), rel=1e-11)


def test_sigmoid_exact(student):
    """Far below 0 sigmoid is e ** x, tiny but not 0, to the last digits, and so is its gradient."""
    zs = [-40.0, -300.0, -700.0]
    expected = [[value, value] for value in (4.248354255291589e-18, 5.148200222412014e-131, 9.85967654375977e-305)]
    assert [student(probe_function, "sigmoid", z, 1) for z in zs] == approx(expected, rel=1e-12)


def test_relu_agrees(agree, rng):
    """relu passes what comes from above on unchanged, or not at all, for small and for huge operands."""
    for z in (float(rng.uniform(0.1, 2)), float(rng.uniform(-2, -0.1)), 1000.0, -1000.0, 1e-9, -1e-9):
        agree(probe_function, "relu", z, int(rng.integers(4, 8)), rel=1e-12)


def test_parameters_of_a_leaf(student):
    """A leaf that requires a gradient is its own only parameter; a constant has none."""

    def probe(engine) -> list[str]:
        weight, constant = engine.Value(1, requires_grad=True, label="weight"), engine.Value(2, label="constant")
        return [node.label for leaf in (weight, constant, constant + 1) for node in leaf.parameters()]

    listed = student(probe)
    assert listed == ["weight"], f"a leaf, a constant and a sum of constants have together the parameters {listed}"


def test_parameters_long_chain(student, rng):
    """parameters finds a leaf below 10,000 nodes, without recursion."""

    def probe(engine, number, length) -> list[float]:
        leaf = engine.Value(number, requires_grad=True)
        y = leaf
        for _ in range(length):
            y = -y
        return [node.data for node in y.parameters() if node is leaf][:1]

    number = float(rng.normal())
    found = student(probe, number, 10_000)
    assert found, "parameters() does not list the leaf below a chain of 10,000 negations"
    assert found == approx([number])


def test_descent_zero_grad_keeps_data(student):
    """zero_grad leaves every value as it is."""

    def probe(engine) -> list[float]:
        a, b = engine.Value(1.5, requires_grad=True), engine.Value(-2.5, requires_grad=True)
        c = a + b
        c.zero_grad()
        return [a.data, b.data, c.data]

    assert student(probe) == approx([1.5, -2.5, -1.0])


def test_descent_keeps_the_rest(student):
    """optimize leaves constants, computed nodes and every gradient as they are."""

    def probe(engine) -> dict[str, float]:
        weight, constant = engine.Value(1.5, requires_grad=True), engine.Value(2)
        total = weight + constant
        weight.grad, constant.grad, total.grad = 3.0, 4.0, 5.0
        total.optimize(0.1)
        return {"constant": constant.data, "sum": total.data, "gradient": weight.grad}

    assert student(probe) == approx({"constant": 2.0, "sum": 3.5, "gradient": 3.0})


def test_descent_agrees(agree, rng):
    """Three steps, with the gradients zeroed in between, end where those of the solution end."""

    def probe(engine, numbers, lr) -> list[float]:
        a, b = (engine.Value(v, requires_grad=True) for v in numbers)
        for _ in range(3):
            y = a + a + (-b)
            y.zero_grad()
            y.backward()
            y.optimize(lr)
        return [a.data, b.data]

    agree(probe, rng.normal(size=2).tolist(), float(rng.uniform(0.01, 0.1)), rel=1e-12)
