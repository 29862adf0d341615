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


def test_backward_long_chain(student, rng):
    """A chain of 50,000 nodes gets its gradient, without recursion."""

    def probe(engine, length, upstream) -> float:
        x = engine.Value(1, requires_grad=True)
        y = x
        for _ in range(length):
            y = -y
        total = y
        for _ in range(upstream - 1):
            total = total + y
        total.backward()
        return x.grad

    upstream = int(rng.integers(4, 8))
    assert student(probe, 50_001, upstream) == approx(-float(upstream))


def test_backward_without_gradients(student, rng):
    """Where nothing requires a gradient, backward leaves every gradient at 0; beside it, another graph gets its own."""

    def probe(engine, upstream) -> dict[str, float]:
        a, b = engine.Value(2), engine.Value(3)
        c = a + b
        c.backward()
        weight = engine.Value(4, requires_grad=True)
        total = c
        for _ in range(upstream):
            total = total + weight
        total.backward()
        return {"a": a.grad, "b": b.grad, "a + b": c.grad, "weight": weight.grad}

    upstream = int(rng.integers(4, 8))
    assert student(probe, upstream) == approx({"a": 0.0, "b": 0.0, "a + b": 0.0, "weight": float(upstream)})


def test_mul_agrees(agree, rng):
    """Products of sums, with squares, zeros, whole numbers and booleans among the factors, have the right gradients."""

    def probe(engine, numbers) -> list[float]:
        a, b, c, d = (engine.Value(v, requires_grad=True) for v in numbers)
        zero = engine.Value(0, requires_grad=True)
        y = (a + b) * (b + c) * 3 + (-(a * a)) * d + 2 * (c * d) + (a + d) * True + (zero * b) + np.float64(1.5) * c
        y.backward()
        return [y.data, *(node.grad for node in (a, b, c, d, zero))]

    agree(probe, rng.uniform(0.5, 2.0, size=4).tolist(), rel=1e-11)


def test_mul_requires_gradient(student, rng):
    """A product requires a gradient if any factor does, and otherwise none."""

    def probe(engine, c, w) -> tuple[list[bool], list[float]]:
        constant, weight = engine.Value(c), engine.Value(w, requires_grad=True)
        products = (constant * constant, constant * 4, weight * constant, constant * weight, 4 * weight)
        return [product.requires_grad for product in products], [product.data for product in products]

    c, w = rng.uniform(1.5, 3.0, size=2).tolist()
    flags, values = student(probe, c, w)
    assert flags == [False, False, True, True, True], (
        "of constant * constant, constant * 4, weight * constant, constant * weight and 4 * weight, "
        f"requires_grad is {flags}; it should be True where weight is a factor"
    )
    assert values == approx([c * c, 4 * c, w * c, c * w, 4 * w])


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


def test_pow_at_zero(student, rng):
    """At x = 0, the powers 0, 1 and 2 are 1, 0 and 0, with the derivatives 0, 1 and 0; elsewhere 1, x and x * x."""

    def probe(engine, z, n) -> list[float]:
        x = engine.Value(z, requires_grad=True)
        y = x**n
        y.backward()
        return [y.data, x.grad]

    z = float(rng.uniform(1.5, 3.0))
    expected = {(0.0, 0): [1.0, 0.0], (0.0, 1): [0.0, 1.0], (0.0, 2): [0.0, 0.0]}
    expected |= {(z, 0): [1.0, 0.0], (z, 1): [z, 1.0], (z, 2): [z * z, 2.0 * z]}
    assert [student(probe, *each) for each in expected] == approx(list(expected.values()))


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


def test_tanh_extremes(student, rng):
    """At 1000 and -1000 tanh is 1 and -1 and passes nothing back: it saturates, and does not overflow."""
    z = float(rng.uniform(1.0, 2.0))
    expected = [[1.0, 0.0], [-1.0, 0.0], [float(np.tanh(z)), 1.0 - float(np.tanh(z)) ** 2]]
    assert [student(probe_function, "tanh", each, 1) for each in (1000.0, -1000.0, z)] == approx(expected)


def test_sigmoid_agrees(agree, rng):
    """sigmoid multiplies what comes from above by s * (1 - s)."""
    for z in rng.uniform(-4, 4, size=4).tolist():
        agree(probe_function, "sigmoid", z, int(rng.integers(4, 8)), rel=1e-11)


def test_sigmoid_exact(student, rng):
    """Far below 0 sigmoid is e ** x, tiny but not 0, to the last digits, and so is its gradient."""
    values = {-40.0: 4.248354255291589e-18, -300.0: 5.148200222412014e-131, -700.0: 9.85967654375977e-305}
    values |= {z: float(np.exp(z)) for z in rng.uniform([-60.0, -350.0, -700.0], [-40.0, -300.0, -650.0]).tolist()}
    expected = [[value, value] for value in values.values()]
    assert [student(probe_function, "sigmoid", z, 1) for z in values] == approx(expected, rel=1e-12)


def test_relu_agrees(agree, rng):
    """relu passes what comes from above on unchanged, or not at all, for small and for huge operands."""
    for z in (float(rng.uniform(0.1, 2)), float(rng.uniform(-2, -0.1)), 1000.0, -1000.0, 1e-9, -1e-9):
        agree(probe_function, "relu", z, int(rng.integers(4, 8)), rel=1e-12)


def test_parameters_of_a_leaf(student, rng):
    """A leaf that requires a gradient is its own only parameter, a constant has none, a sum those of its operands.

    Several graphs stand beside each other, and leaves are made before, between and after their sums.
    """

    def probe(engine, recipe) -> list[list[int]]:
        nodes = []
        for kind, i, j in recipe:
            nodes.append(nodes[i] + nodes[j] if kind == "sum" else engine.Value(i, requires_grad=kind == "weight"))
        places = {id(node): place for place, node in enumerate(nodes)}
        return [sorted({places.get(id(found), -1) for found in node.parameters()}) for node in nodes]

    recipe = [["weight", 1, 0], ["weight", 2, 0], ["constant", 3, 0]]  # the first is in no sum
    recipe += [["weight", 4, 0], ["sum", 1, 3], ["sum", 4, 2]]
    for size in range(6, 20):
        kind = str(rng.choice(["sum", "sum", "weight", "constant"]))
        recipe.append([kind, *(1 + rng.integers(size - 1, size=2)).tolist()])
    recipe.append(["weight", 5, 0])
    below: list[set[int]] = []
    for place, (kind, i, j) in enumerate(recipe):
        below.append(below[i] | below[j] if kind == "sum" else {place} if kind == "weight" else set())
    for place, found in enumerate(student(probe, recipe)):
        told = f"in the graphs {recipe}, the parameters below node {place} are the nodes"
        assert found == sorted(below[place]), f"{told} {sorted(below[place])}; parameters() lists {found}"


def test_parameters_long_chain(student, rng):
    """parameters finds a leaf below 10,000 nodes, without recursion, and no leaf of the graphs beside it."""

    def probe(engine, numbers, length) -> list[float]:
        before, leaf, after = (engine.Value(number, requires_grad=True) for number in numbers)
        y, z = leaf, before + after
        for _ in range(length):
            y = -y
        return [node.data for node in dict.fromkeys((y + y).parameters()) if node is leaf or node in z.nodes()]

    numbers = rng.normal(size=3).tolist()
    found = student(probe, numbers, 10_000)
    assert found, "parameters() does not list the leaf below a chain of 10,000 negations"
    assert found == approx(numbers[1:2])


def test_descent_zero_grad_keeps_data(student, rng):
    """zero_grad leaves every value as it is, and every gradient of another graph."""

    def probe(engine, numbers, gradients, chosen) -> tuple[list[float], list[float]]:
        leaves = [engine.Value(v, requires_grad=True) for v in numbers]
        graphs = [engine.Value(0), engine.Value(0)]
        for leaf, which, gradient in zip(leaves, chosen, gradients, strict=True):
            graphs[which] = graphs[which] + leaf
            leaf.grad = gradient
        graphs[1].zero_grad()
        return [node.data for node in (*leaves, *graphs)], [leaf.grad for leaf in leaves]

    numbers, gradients = rng.normal(size=6), rng.normal(size=6)
    chosen = rng.permutation([0, 0, 0, 1, 1, 1])
    values, left = student(probe, numbers.tolist(), gradients.tolist(), chosen.tolist())
    assert values == approx([*numbers.tolist(), float(numbers @ (1 - chosen)), float(numbers @ chosen)], abs=1e-12)
    assert left == approx((gradients * (1 - chosen)).tolist(), mistakes={
        "the gradients of every graph set to 0": [0.0] * 6,
        "no gradient set to 0": gradients.tolist(),
    })  # fmt: skip


def test_descent_keeps_the_rest(student, rng):
    """optimize leaves constants, computed nodes, the leaves of another graph and every gradient as they are."""

    def probe(engine, numbers, gradients, chosen, lr) -> tuple[list[float], list[float]]:
        leaves = [engine.Value(v, requires_grad=True) for v in numbers]
        constant = engine.Value(2)
        graphs = [engine.Value(3), constant]
        for leaf, which in zip(leaves, chosen, strict=True):
            graphs[which] = graphs[which] + leaf
        nodes = [*leaves, constant, *graphs]
        for node, gradient in zip(nodes, gradients, strict=True):
            node.grad = gradient
        graphs[1].optimize(lr)
        return [node.data for node in nodes], [node.grad for node in nodes]

    numbers, gradients = rng.normal(size=6), rng.normal(size=9)
    chosen, lr = rng.permutation([0, 0, 0, 1, 1, 1]), float(rng.uniform(0.05, 0.5))
    values, left = student(probe, numbers.tolist(), gradients.tolist(), chosen.tolist(), lr)
    rest = [2.0, 3.0 + float(numbers @ (1 - chosen)), 2.0 + float(numbers @ chosen)]
    assert values == approx([*(numbers - lr * chosen * gradients[:6]).tolist(), *rest], abs=1e-12, mistakes={
        "a step of every graph": [*(numbers - lr * gradients[:6]).tolist(), *rest],
        "no step at all": [*numbers.tolist(), *rest],
    })  # fmt: skip
    assert left == approx(gradients.tolist())


def test_descent_agrees(agree, rng):
    """Three steps, with the gradients zeroed in between, end where those of the solution do, and touch nothing else."""

    def probe(engine, numbers, lr) -> list[float]:
        a, b, other = (engine.Value(v, requires_grad=True) for v in numbers)
        (-other).backward()
        for _ in range(3):
            y = a + a + (-b)
            y.zero_grad()
            y.backward()
            y.optimize(lr)
        return [a.data, b.data, other.data, other.grad]

    agree(probe, rng.normal(size=3).tolist(), float(rng.uniform(0.01, 0.1)), rel=1e-12)
