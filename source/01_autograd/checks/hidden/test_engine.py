"""Hidden checks of engine.py: graphs and numbers drawn for each submission, judged by the solution, and extremes."""

import numpy as np

from autograder import approx


# The values of a function of one operand at some points, and the gradients where `upstream` arrives at these values.
def probe_function(engine, function: str, points: list, upstream: list) -> tuple[list[float], list[float]]:
    xs = [engine.Value(z, requires_grad=True) for z in points]
    ys = [getattr(x, function)() for x in xs]
    engine._record(0.0, "upstream", tuple(ys), tuple(upstream)).backward()
    return [y.data for y in ys], [x.grad for x in xs]


def drawn_upstream(rng, n):
    """What arrives from above, n numbers of either sign, and neither 0 nor 1."""
    return (rng.choice([-1.0, 1.0], size=n) * rng.uniform(1.5, 4.0, size=n)).tolist()


def test_backward_random_graph(agree, rng):
    """backward is right for every node of a random graph whose derivatives are drawn, in which nodes share operands.

    What each node passes back is recorded, and is the derivative of nothing: no difference of values can find it.
    """

    def probe(engine, leaves, recipe) -> list[float]:
        nodes = [engine.Value(v, requires_grad=place > 0) for place, v in enumerate(leaves)]
        for value, places, derivatives in recipe:
            nodes.append(engine._record(value, "drawn", tuple(nodes[i] for i in places), tuple(derivatives)))
        nodes[-1].backward()
        return [node.grad for node in nodes]

    recipe = []
    for size in range(5, 25):
        count = int(rng.integers(1, 4))
        places = [size - 1 - int(rng.integers(2)), *rng.integers(size, size=count - 1).tolist()]
        recipe.append([float(rng.normal()), places, rng.normal(size=count).tolist()])
    agree(probe, rng.normal(size=5).tolist(), recipe, rel=1e-9, abs=1e-12)


def test_mul_agrees(agree, rng):
    """Products of sums, with squares, zeros and whole numbers among the factors, have the right gradients."""

    def probe(engine, numbers) -> list[float]:
        a, b, c, d = (engine.Value(v, requires_grad=True) for v in numbers)
        zero = engine.Value(0, requires_grad=True)
        y = (a + b) * (b + c) * 3 + (-(a * a)) * d + 2 * (c * d) + (a + d) * 0.5 + (zero * b) + np.float64(1.5) * c
        y.backward()
        return [y.data, *(node.grad for node in (a, b, c, d, zero))]

    agree(probe, rng.uniform(0.5, 2.0, size=4).tolist(), rel=1e-11)


def test_arithmetic_differences(agree, rng):
    """Differences of random expressions have the right gradients, whichever side the number is on."""

    def probe(engine, numbers, upstream) -> list[float]:
        a, b, c = (engine.Value(v, requires_grad=True) for v in numbers)
        y = (a - b) - (b - 3) - (2 - (a - c)) + (c - c) - np.float64(1.5)
        engine._record(y.data, "upstream", (y,), tuple(upstream)).backward()
        return [y.data, *(node.grad for node in (a, b, c))]

    agree(probe, rng.uniform(1.0, 3.0, size=3).tolist(), drawn_upstream(rng, 1), rel=1e-11, abs=1e-11)


def test_arithmetic_quotients(agree, rng):
    """Quotients of random expressions have the right gradients, whichever side the number is on."""

    def probe(engine, numbers, upstream) -> list[float]:
        a, b, c, d = (engine.Value(v, requires_grad=True) for v in numbers)
        y = (a + (-b)) / (c + d) + (-b) / c + (5 / (a + c)) / d + d / 4 + b / b
        engine._record(y.data, "upstream", (y,), tuple(upstream)).backward()
        return [y.data, *(node.grad for node in (a, b, c, d))]

    agree(probe, rng.uniform([4, -2, 1, 3], [5, -1, 2, 4]).tolist(), drawn_upstream(rng, 1), rel=1e-10, abs=1e-11)


def test_pow_agrees(agree, rng):
    """Powers with random exponents, and whole powers of negative numbers, have the right values and gradients."""

    def probe(engine, bases, exponents, upstream) -> list[float]:
        xs = [engine.Value(v, requires_grad=True) for v in bases]
        powers = [x**n for x, n in zip(xs, exponents, strict=True)]
        engine._record(0.0, "upstream", tuple(powers), tuple(upstream)).backward()
        return [*(power.data for power in powers), *(x.grad for x in xs)]

    bases = [*rng.uniform(0.5, 3.0, size=3).tolist(), *rng.uniform(-3.0, -0.5, size=2).tolist()]
    exponents = [*rng.uniform(-2.5, 2.5, size=3).tolist(), 3, -2]
    agree(probe, bases, exponents, drawn_upstream(rng, 5), rel=1e-11)


def test_exp_agrees(agree, rng):
    """exp multiplies what comes from above by its value, from far below 0 to 700."""
    points = [*rng.uniform(-3, 3, size=3).tolist(), -1000.0, -30.0, 700.0]
    agree(probe_function, "exp", points, drawn_upstream(rng, len(points)), rel=1e-12)


def test_log_agrees(agree, rng):
    """log divides what comes from above by its operand, however small or large that is."""
    points = [*rng.uniform(0.1, 3, size=3).tolist(), 1e-300, 1e-9, 1e300]
    agree(probe_function, "log", points, drawn_upstream(rng, len(points)), rel=1e-12)


def test_tanh_agrees(agree, rng):
    """tanh and its gradient are exact to the last digits, also for an operand close to 0."""
    points = [*rng.uniform(-2, 2, size=3).tolist(), 1e-9, -1e-12]
    agree(probe_function, "tanh", points, drawn_upstream(rng, len(points)), rel=1e-12)


def test_sigmoid_agrees(agree, rng):
    """sigmoid multiplies what comes from above by s * (1 - s)."""
    points = rng.uniform(-4, 4, size=4).tolist()
    agree(probe_function, "sigmoid", points, drawn_upstream(rng, len(points)), rel=1e-11)


def test_relu_agrees(agree, rng):
    """relu passes what comes from above on unchanged, or not at all, for small and for huge operands."""
    points = [float(rng.uniform(0.1, 2)), float(rng.uniform(-2, -0.1)), 1000.0, -1000.0, 1e-9, -1e-9]
    agree(probe_function, "relu", points, drawn_upstream(rng, len(points)), rel=1e-12)


def test_parameters_of_a_leaf(student, rng):
    """A leaf that wants a gradient is its own only parameter, a constant has none, a sum has its operands' in order.

    Several graphs stand beside each other, and leaves are made before, between and after their sums.
    """

    def probe(engine, recipe) -> list[list[int]]:
        nodes = []
        for kind, i, j in recipe:
            nodes.append(nodes[i] + nodes[j] if kind == "sum" else engine.Value(i, requires_grad=kind == "weight"))
        places = {id(node): place for place, node in enumerate(nodes)}
        return [[places.get(id(found), -1) for found in node.parameters()] for node in nodes]

    recipe = [["weight", 1, 0], ["weight", 2, 0], ["constant", 3, 0]]  # the first is in no sum
    recipe += [["weight", 4, 0], ["sum", 1, 3], ["sum", 4, 2]]
    for size in range(6, 20):
        kind = str(rng.choice(["sum", "sum", "weight", "constant"]))
        recipe.append([kind, *(1 + rng.integers(size - 1, size=2)).tolist()])
    recipe.append(["weight", 5, 0])

    def below(place):
        kind, i, j = recipe[place]
        return [*below(i), *below(j)] if kind == "sum" else [place] if kind == "weight" else []

    for place, found in enumerate(student(probe, recipe)):
        expected = list(dict.fromkeys(below(place)))
        told = f"in the graphs {recipe}, the parameters below node {place} are the nodes"
        assert found == expected, f"{told} {expected}; parameters() lists {found}"


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


def probe_minimize(engine, slopes, start, lr, steps) -> tuple[list[float], list[float], list[bool]]:
    # A function whose results say what they are told: slopes[0] + slopes[1] * x, whatever the value, which is always 7.
    asked, required = [], []

    class Result:
        def __init__(self, x):
            self.x, self.data, self.slope = x, 7.0, slopes[0] + slopes[1] * x.data

        def zero_grad(self):
            self.x.grad = 0.0

        def backward(self):
            self.x.grad += self.slope

        def optimize(self, lr):
            self.x.data -= lr * self.x.grad

    def f(x):
        asked.append(x.data)
        required.append(bool(x.requires_grad))
        return Result(x)

    return engine.minimize(f, start, lr, steps), asked, required


def test_minimize_agrees(agree, rng):
    """The numbers are right for any slope, start, rate and number of steps."""
    for steps in (1, 12, 60):
        slopes = [float(rng.normal()), float(rng.uniform(0.5, 2.0))]
        agree(probe_minimize, slopes, float(rng.normal()), float(rng.uniform(0.05, 0.4)), steps, rel=1e-9, abs=1e-12)
