"""Checks engine.py in public: a student's Value against numbers worked by hand, and then against drawn ones.

What is drawn is always the same on your machine, and new for each hand-in when it is graded. Sums, negation and
`_record` are given, so these alone lead to and from the operation that a check is about: an operation with a mistake
fails its own checks and no others. A node called "share" passes back a multiple of what arrives, which is not the
derivative of its value: backward goes by what is recorded.
"""

import numpy as np

from autograder import approx, numerical_gradient


def drawn_share(rng):
    """A whole number that nobody knows beforehand."""
    return float(rng.integers(2, 10))


def test_backward_sum_and_negation(student, rng):
    """backward gives 1 to the result itself; each operand gets what arrived, times the derivative recorded for it."""

    def probe(engine, share) -> dict[str, float]:
        a, b = engine.Value(2, requires_grad=True), engine.Value(5, requires_grad=True)
        c = a + (-b)
        d = engine._record(c.data, "share", (c,), (share,))
        d.backward()
        return {"a": a.grad, "b": b.grad, "c": c.grad, "d": d.grad}

    share = drawn_share(rng)
    assert student(probe, share) == approx(
        {"a": share, "b": -share, "c": share, "d": 1.0},
        mistakes={
            "the derivative of each operation left out": {"a": 1.0, "b": 1.0, "c": 1.0, "d": 1.0},
            "a result whose own gradient stayed 0": {"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0},
            "the result's value where its gradient, 1, belongs": {
                "a": -3.0 * share, "b": 3.0 * share, "c": -3.0 * share, "d": -3.0,
            },
        },
    )  # fmt: skip


def test_backward_chain(student, rng):
    """Along a path the derivatives are multiplied: with c = a + b and d = -c, a gets -1 times what arrives at d."""

    def probe(engine, share) -> float:
        a, b = engine.Value(3, requires_grad=True), engine.Value(4, requires_grad=True)
        c = a + b
        d = -c
        engine._record(d.data, "share", (d,), (share,)).backward()
        return a.grad

    share = drawn_share(rng)
    assert student(probe, share) == approx(-share)


def test_backward_node_used_twice(student, rng):
    """A node used twice gets the sum of what both uses pass back, each by its own slope: a + a gives it twice as much.

    In a - a the slopes are 1 and -1, and what arrives adds up to 0.
    """

    def probe(engine, share) -> list[float]:
        a = engine.Value(3, requires_grad=True)
        b = a + a
        engine._record(b.data, "share", (b,), (share,)).backward()
        c = engine.Value(3, requires_grad=True)
        engine._record(0.0, "share", (c, c), (share, 1.0)).backward()
        return [a.grad, c.grad]

    share = drawn_share(rng)
    overwritten = {"a gradient overwritten where it should be accumulated": [share, 1.0]}
    assert student(probe, share) == approx([2.0 * share, share + 1.0], mistakes=overwritten)


def test_backward_diamond(student, rng):
    """A node passes its gradient on only once it has all of it: b is used by c and by d, so d = b + c waits for c."""

    def probe(engine, share) -> dict[str, float]:
        a = engine.Value(1, requires_grad=True)
        b = -a
        c = b + b
        d = b + c
        engine._record(d.data, "share", (d,), (share,)).backward()
        return {"a": a.grad, "b": b.grad, "c": c.grad}

    share = drawn_share(rng)
    assert student(probe, share) == approx(
        {"a": -3.0 * share, "b": 3.0 * share, "c": share},
        mistakes={
            "a gradient that b passed on several times": {"a": -9.0 * share, "b": 3.0 * share, "c": share},
        },
    )


def test_backward_constants(student, rng):
    """A node that requires no gradient, such as an input or a label, gets none."""

    def probe(engine, share) -> dict[str, float]:
        weight, label = engine.Value(0.5, requires_grad=True), engine.Value(1, label="label")
        total = weight + label
        engine._record(total.data, "share", (total,), (share,)).backward()
        return {"weight": weight.grad, "label": label.grad}

    share = drawn_share(rng)
    assert student(probe, share) == approx({"weight": share, "label": 0.0})


def test_backward_twice(student, rng):
    """A second call adds the same to the leaves again, to one that is the result too; those between start from 0."""

    def probe(engine, share) -> dict[str, float]:
        a, b = engine.Value(2, requires_grad=True), engine.Value(1, requires_grad=True)
        c = a + b
        d = engine._record(c.data, "share", (c, a), (share, 1.0))
        alone = engine.Value(3, requires_grad=True)
        for root in (d, d, alone, alone):
            root.backward()
        return {"a": a.grad, "b": b.grad, "a leaf by itself": alone.grad}

    share = drawn_share(rng)
    once = {"a": share + 1.0, "b": share, "a leaf by itself": 1.0}
    twice = {name: 2.0 * number for name, number in once.items()}
    assert student(probe, share) == approx(
        twice,
        mistakes={
            "the old gradient of c passed on a second time": {**twice, "a": 3.0 * share + 2.0, "b": 3.0 * share},
            "gradients of the leaves reset by the second call": once,
            "a leaf that is the result set to 1, where 1 belongs added": {**twice, "a leaf by itself": 1.0},
        },
    )


def test_backward_long_chain(student, rng):
    """A chain of 50,000 nodes gets its gradient, without recursion."""

    def probe(engine, length, share) -> float:
        x = engine.Value(1, requires_grad=True)
        y = x
        for _ in range(length):
            y = -y
        engine._record(y.data, "share", (y,), (share,)).backward()
        return x.grad

    share = drawn_share(rng)
    assert student(probe, 50_001, share) == approx(-share)


def test_backward_without_gradients(student, rng):
    """Where nothing requires a gradient, backward leaves every gradient at 0; beside it, another graph gets its own."""

    def probe(engine, share) -> dict[str, float]:
        a, b = engine.Value(2), engine.Value(3)
        c = a + b
        c.backward()
        weight = engine.Value(4, requires_grad=True)
        total = c + weight
        engine._record(total.data, "share", (total,), (share,)).backward()
        return {"a": a.grad, "b": b.grad, "a + b": c.grad, "weight": weight.grad}

    share = drawn_share(rng)
    assert student(probe, share) == approx({"a": 0.0, "b": 0.0, "a + b": 0.0, "weight": share})


def test_mul_value(student, rng):
    """a * b is the product, with a Value or a number on either side."""

    def probe(engine, p, q) -> list[float]:
        a, b = engine.Value(p), engine.Value(q)
        return [(a * b).data, (a * 3).data, (3 * a).data]

    assert student(probe, 2.5, -4.0) == approx([-10.0, 7.5, 7.5], rel=1e-15, mistakes={"the sum": [-1.5, 5.5, 5.5]})
    p, q = rng.uniform(1.5, 3.0, size=2).tolist()
    assert student(probe, p, q) == approx([p * q, 3.0 * p, 3.0 * p], rel=1e-15)


def test_mul_toy_graph(student, rng):
    """The graph of the lesson, c = a + b, d = b + 1, e = c * d at a = 2, b = 1, has de/da = 2 and de/db = 5."""

    def probe(engine, p, q) -> dict[str, float]:
        a, b = engine.Value(p, requires_grad=True), engine.Value(q, requires_grad=True)
        c = a + b
        d = b + 1
        e = c * d
        e.backward()
        return {"e": e.data, "de/da": a.grad, "de/db": b.grad, "de/dc": c.grad, "de/dd": d.grad}

    assert student(probe, 2.0, 1.0) == approx(
        {"e": 6.0, "de/da": 2.0, "de/db": 5.0, "de/dc": 2.0, "de/dd": 3.0},
        mistakes={
            "each factor's own value as its derivative": {
                "e": 6.0, "de/da": 3.0, "de/db": 5.0, "de/dc": 3.0, "de/dd": 2.0,
            },
        },
    )  # fmt: skip
    p, q = rng.uniform(1.5, 3.0, size=2).tolist()
    c, d = p + q, q + 1.0
    assert student(probe, p, q) == approx({"e": c * d, "de/da": d, "de/db": d + c, "de/dc": d, "de/dd": c}, rel=1e-12)


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


def test_arithmetic_difference(student, rng):
    """a - b is the difference, also of a number on the right; it passes 1 back to a and -1 to b."""

    def probe(engine, p, q) -> dict[str, float]:
        a, b = engine.Value(p, requires_grad=True), engine.Value(q, requires_grad=True)
        c = a - b
        c.backward()
        return {"a - b": c.data, "a - 4": (a - 4).data, "a": a.grad, "b": b.grad}

    assert student(probe, 7.0, 2.0) == approx(
        {"a - b": 5.0, "a - 4": 3.0, "a": 1.0, "b": -1.0},
        rel=1e-15,
        mistakes={"the derivatives of a sum": {"a - b": 5.0, "a - 4": 3.0, "a": 1.0, "b": 1.0}},
    )
    p, q = rng.uniform(1.5, 3.0, size=2).tolist()
    assert student(probe, p, q) == approx({"a - b": p - q, "a - 4": p - 4, "a": 1.0, "b": -1.0}, rel=1e-15)


def test_arithmetic_number_minus(student, rng):
    """With a number on the left, the order of a difference stays: 10 - x, which passes -1 back to x."""

    def probe(engine, z) -> list[float]:
        x = engine.Value(z, requires_grad=True)
        y = 10 - x
        y.backward()
        return [y.data, x.grad]

    assert student(probe, 4.0) == approx([6.0, -1.0], rel=1e-15, mistakes={"x - 10 where 10 - x belongs": [-6.0, 1.0]})
    z = float(rng.uniform(1.5, 3.0))
    assert student(probe, z) == approx([10 - z, -1.0], rel=1e-15)


def test_arithmetic_quotient(student, rng):
    """y = (a + b) / b at a = 2, b = 4 is 1.5, with dy/da = 1/4 and dy/db = 1/4 - 6/16 = -1/8; so it is elsewhere."""

    def probe(engine, p, q) -> dict[str, float]:
        a, b = engine.Value(p, requires_grad=True), engine.Value(q, requires_grad=True)
        y = (a + b) / b
        y.backward()
        return {"y": y.data, "a / 4": (a / 4).data, "dy/da": a.grad, "dy/db": b.grad}

    values = {"y": 1.5, "a / 4": 0.5}
    assert student(probe, 2.0, 4.0) == approx(
        {**values, "dy/da": 0.25, "dy/db": -0.125},
        mistakes={
            "a plus where the denominator's derivative has a minus": {**values, "dy/da": 0.25, "dy/db": 0.625},
            "b where b ** 2 belongs, below a in dy/db": {**values, "dy/da": 0.25, "dy/db": -1.25},
        },
    )
    p, q = rng.uniform(1.5, 3.0, size=2).tolist()
    expected = {"y": 1.0 + p / q, "a / 4": p / 4, "dy/da": 1.0 / q, "dy/db": -p / q**2}
    assert student(probe, p, q) == approx(expected, rel=1e-11)


def test_arithmetic_number_over(student, rng):
    """With a number on the left, the order of a quotient stays: 10 / x, which passes -10 / x ** 2 back to x."""

    def probe(engine, z) -> list[float]:
        x = engine.Value(z, requires_grad=True)
        y = 10 / x
        y.backward()
        return [y.data, x.grad]

    over = {"x / 10 where 10 / x belongs": [0.4, 0.1]}
    assert student(probe, 4.0) == approx([2.5, -0.625], rel=1e-14, mistakes=over)
    z = float(rng.uniform(1.5, 3.0))
    assert student(probe, z) == approx([10 / z, -10 / z**2], rel=1e-12)


def test_arithmetic_refuses(student, rng):
    """a / b raises a ZeroDivisionError where b is 0, whose message names both."""

    def probe(engine, a, b) -> str:
        try:
            return f"gave {(engine.Value(a) / b).data}, {(engine.Value(a) / engine.Value(b)).data}"
        except ZeroDivisionError as error:
            return str(error)

    z = int(rng.integers(110, 990)) / 8
    message = student(probe, z, 0.0)
    assert f"{z:g}" in message, f"Value({z}) / 0.0: {message}; it should raise a ZeroDivisionError that names {z}"
    assert "0" in message.replace(f"{z:g}", ""), f"Value({z}) / 0.0: {message}; the message should name the 0 as well"
    answer = student(probe, z, 4.0)
    assert answer == f"gave {z / 4}, {z / 4}", f"Value({z}) / 4.0: {answer}; that is {z / 4}, and nothing to refuse"


# The values x ** n, one for each row x of `points`.
def probe_powers(engine, points: np.ndarray, n: float) -> np.ndarray:
    return np.array([(engine.Value(x) ** n).data for (x,) in points.tolist()])


def test_pow_value(student, rng):
    """x ** n is the power, for n whole, negative or a fraction."""

    def probe(engine, z) -> list[float]:
        x = engine.Value(z)
        return [(x**2).data, (x**-1).data, (x**0.5).data, (x**1).data]

    assert student(probe, 4.0) == approx([16.0, 0.25, 2.0, 4.0], rel=1e-15)
    z = float(rng.uniform(1.5, 3.0))
    assert student(probe, z) == approx([z * z, 1.0 / z, float(np.sqrt(z)), z], rel=1e-14)


def test_pow_derivative(student, rng):
    """x ** 3 passes back its slope, which is also that of your own x ** 3."""

    def probe(engine, z) -> float:
        x = engine.Value(z, requires_grad=True)
        (x**3).backward()
        return x.grad

    slope = numerical_gradient(lambda points: student(probe_powers, points, 3), [1.5])
    assert slope.tolist() == approx([6.75], rel=1e-8)
    assert student(probe, 1.5) == approx(6.75, rel=1e-12, mistakes={
        "the factor n left out": 2.25,
        "x ** n where x ** (n - 1) belongs": 10.125,
        "3 * x ** 3 - 1, for want of brackets around 3 - 1": 9.125,
        "the value where its derivative belongs": 3.375,
    })  # fmt: skip
    z = float(rng.uniform(1.5, 3.0))
    assert student(probe, z) == approx(3.0 * z * z, rel=1e-12)


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
    for (x, n), wanted in expected.items():
        assert student(probe, x, n) == approx(wanted)


def test_pow_refuses_a_value(student, rng):
    """x ** y raises a TypeError where y is not a number: the derivative is another one then."""

    def probe(engine, z) -> tuple[str, float]:
        x, y = engine.Value(z, requires_grad=True), engine.Value(3, requires_grad=True)
        try:
            x**y
        except TypeError:
            return "TypeError", (x**2).data
        except AssertionError:
            return "an AssertionError", (x**2).data
        return "a result", (x**2).data

    z = float(rng.uniform(1.5, 3.0))
    answer, square = student(probe, z)
    assert answer == "TypeError", f"Value({z}) ** Value(3) gave {answer}; it should raise a TypeError"
    assert square == approx(z * z)


def test_pow_refuses_at_zero(student, rng):
    """0 ** n raises a ZeroDivisionError that names both for an n below 1, other than 0: the slope there is infinite."""

    def probe(engine, z, n) -> str:
        try:
            return f"gave {(engine.Value(z) ** n).data:.6g}"
        except ZeroDivisionError as error:
            return str(error)

    for n in (int(rng.integers(9, 16)) / 16, -int(rng.integers(17, 48)) / 16):
        message = student(probe, 0.0, n)
        told = f"Value(0.0) ** {n}: {message}; it should raise a ZeroDivisionError that names 0 and {n}"
        assert f"{n:g}" in message, told
        assert "0" in message.replace(f"{n:g}", ""), told
        answer = student(probe, 4.0, n)
        assert answer == f"gave {4.0**n:.6g}", f"Value(4.0) ** {n}: {answer}; that is {4.0**n:.6g}"


def test_exp_value(student, rng):
    """exp gives e ** x."""

    def probe(engine, points) -> list[float]:
        return [engine.Value(z).exp().data for z in points]

    assert student(probe, [0.0, 1.0, -2.0]) == approx([1.0, 2.718281828459045, 0.1353352832366127], rel=1e-14)
    points = rng.uniform(-3, 3, size=3)
    assert student(probe, points.tolist()) == approx(np.exp(points).tolist(), rel=1e-14)


def test_exp_derivative(student, rng):
    """exp passes back its own value: at x = 2 that is e ** 2."""

    def probe(engine, z) -> float:
        x = engine.Value(z, requires_grad=True)
        x.exp().backward()
        return x.grad

    assert student(probe, 2.0) == approx(7.38905609893065, rel=1e-12, mistakes={
        "the rule for powers, x * e ** (x - 1)": 5.43656365691809,
        "x where e ** x belongs": 2.0,
        "1 where e ** x belongs": 1.0,
    })  # fmt: skip
    z = float(rng.uniform(0.5, 3.0))
    assert student(probe, z) == approx(float(np.exp(z)), rel=1e-12)


def test_exp_refuses(student, rng):
    """exp raises a ValueError that names x where e ** x is too large for a float, above 709.78."""

    def probe(engine, z) -> str:
        try:
            return f"gave {engine.Value(z).exp().data:.6g}"
        except ValueError as error:
            return str(error)

    z = 710.0 + int(rng.integers(2000)) / 2
    message = student(probe, z)
    assert f"{z:g}" in message, f"Value({z}).exp(): {message}; it should raise a ValueError that names {z}"
    answer = student(probe, 709.5)
    assert answer == f"gave {np.exp(709.5):.6g}", f"Value(709.5).exp(): {answer}; that is still a float, 1.36e+308"


def test_log_value(student, rng):
    """log gives the natural logarithm."""

    def probe(engine, points) -> list[float]:
        return [engine.Value(z).log().data for z in points]

    expected, to_base_10 = [0.0, 1.0, -0.6931471805599453], [0.0, 0.4342944819032518, -0.3010299956639812]
    assert student(probe, [1.0, 2.718281828459045, 0.5]) == approx(
        expected, rel=1e-14, mistakes={"the logarithm to base 10": to_base_10}
    )
    points = rng.uniform(1.5, 9.0, size=3)
    assert student(probe, points.tolist()) == approx(np.log(points).tolist(), rel=1e-14)


def test_log_derivative(student, rng):
    """log passes back its slope, which at x = 4 is 0.25."""

    def probe(engine, z) -> float:
        x = engine.Value(z, requires_grad=True)
        x.log().backward()
        return x.grad

    assert student(probe, 4.0) == approx(0.25, rel=1e-12, mistakes={
        "x where 1 / x belongs": 4.0,
        "1 / log(x) where 1 / x belongs": 0.7213475204444817,
        "the value where its derivative belongs": 1.3862943611198906,
    })  # fmt: skip
    z = float(rng.uniform(1.5, 9.0))
    assert student(probe, z) == approx(1.0 / z, rel=1e-12)


def test_log_refuses(student, rng):
    """log raises a ValueError for 0 and for negative values, and its message says which value it got."""

    def probe(engine, z) -> str:
        try:
            return f"gave {engine.Value(z).log().data:.6g}"
        except ValueError as error:
            return str(error)

    for z in (0.0, -2.5, -int(rng.integers(110, 990)) / 8):
        message = student(probe, z)
        assert not message.startswith("gave"), f"Value({z}).log() {message}; it should raise a ValueError"
        assert f"{z:g}" in message, (
            f"Value({z}).log() raises ValueError({message!r}), which does not name the value {z}"
        )
        answer = student(probe, 1.0 - z)
        assert answer.startswith("gave"), f"Value({1.0 - z}).log() was refused: {answer}; it has a logarithm"


def test_tanh_value(student, rng):
    """tanh gives the hyperbolic tangent."""

    def probe(engine, points) -> list[float]:
        return [engine.Value(z).tanh().data for z in points]

    assert student(probe, [0.0, 0.5, -2.0]) == approx([0.0, 0.46211715726000974, -0.9640275800758169], rel=1e-12)
    points = rng.uniform(0.5, 2.0, size=3)
    assert student(probe, points.tolist()) == approx(np.tanh(points).tolist(), rel=1e-12)


def test_tanh_derivative(student, rng):
    """tanh passes back its slope, which at x = 0.5 is 0.7864."""

    def probe(engine, z) -> float:
        x = engine.Value(z, requires_grad=True)
        x.tanh().backward()
        return x.grad

    assert student(probe, 0.5) == approx(0.7864477329659274, rel=1e-12, mistakes={
        "the value t where its derivative belongs": 0.46211715726000974,
        "1 - t where the slope, 1 - t ** 2, belongs": 0.5378828427399903,
        "x where the value t belongs": 0.75,
        "the derivative of the sigmoid, t * (1 - t)": 0.24856489022593714,
    })  # fmt: skip
    z = float(rng.uniform(0.2, 1.5))
    assert student(probe, z) == approx(float(np.cosh(z)) ** -2.0, rel=1e-12)


# The value of tanh or sigmoid at each point, and the gradient there.
def probe_far_out(engine, function: str, points: list) -> list[list[float]]:
    xs = [engine.Value(z, requires_grad=True) for z in points]
    ys = [getattr(x, function)() for x in xs]
    for y in ys:
        y.backward()
    return [[y.data, x.grad] for x, y in zip(xs, ys, strict=True)]


def test_tanh_extremes(student, rng):
    """At 1000 and -1000 tanh is 1 and -1 and passes nothing back: it saturates, and does not overflow."""
    z = float(rng.uniform(1.0, 2.0))
    expected = [[1.0, 0.0], [-1.0, 0.0], [float(np.tanh(z)), float(np.cosh(z)) ** -2.0]]
    assert student(probe_far_out, "tanh", [1000.0, -1000.0, z]) == approx(expected, rel=1e-12)


def test_tanh_neuron(student, rng):
    """The neuron of the lesson, tanh(x1 * w1 + x2 * w2 + b), has the gradients -1.5, 1, 0.5 and 0."""

    def probe(engine, x, w, b) -> dict[str, float]:
        x1, x2, w1, w2 = (engine.Value(v, requires_grad=True) for v in (*x, *w))
        o = (x1 * w1 + x2 * w2 + b).tanh()
        o.backward()
        return {"o": o.data, "x1": x1.grad, "w1": w1.grad, "x2": x2.grad, "w2": w2.grad}

    assert student(probe, [2.0, 0.0], [-3.0, 1.0], 6.881373587019543) == approx(
        {"o": 0.7071067811865476, "x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0}, rel=1e-12
    )
    x, w, b = rng.uniform(0.1, 0.5, size=2), rng.uniform(0.5, 1.0, size=2), float(rng.uniform(0.1, 0.4))
    z = float(x @ w + b)
    (x1, x2), (w1, w2) = (np.cosh(z) ** -2.0 * x).tolist(), (np.cosh(z) ** -2.0 * w).tolist()
    expected = {"o": float(np.tanh(z)), "x1": w1, "w1": x1, "x2": w2, "w2": x2}
    assert student(probe, x.tolist(), w.tolist(), b) == approx(expected, rel=1e-11)


def test_sigmoid_value(student, rng):
    """sigmoid gives 1 / (1 + e ** -x)."""

    def probe(engine, points) -> list[float]:
        return [engine.Value(z).sigmoid().data for z in points]

    expected = [0.5, 0.6224593312018546, 0.11920292202211755]
    assert student(probe, [0.0, 0.5, -2.0]) == approx(expected, rel=1e-12, mistakes={
        "the sign of x flipped": [0.5, 0.3775406687981454, 0.8807970779778824],
    })  # fmt: skip
    points = rng.uniform([-3.0, -0.9, 0.1, 1.1], [-1.1, -0.1, 0.9, 3.0])  # far from 0 and near, on either side
    assert student(probe, points.tolist()) == approx((0.5 + 0.5 * np.tanh(0.5 * points)).tolist(), rel=1e-12)


def test_sigmoid_derivative(student, rng):
    """sigmoid passes back its slope, which at x = 0.5 is 0.2350."""

    def probe(engine, z) -> float:
        x = engine.Value(z, requires_grad=True)
        x.sigmoid().backward()
        return x.grad

    assert student(probe, 0.5) == approx(0.2350037122015945, rel=1e-12, mistakes={
        "the value s where its derivative s * (1 - s) belongs": 0.6224593312018546,
        "1 - s without the factor s": 0.3775406687981454,
        "the derivative of tanh, 1 - s ** 2": 0.61254438099974,
        "x where the value s belongs": 0.25,
    })  # fmt: skip
    z = float(rng.uniform(-2.0, 2.0))
    assert student(probe, z) == approx(0.25 * float(np.cosh(0.5 * z)) ** -2.0, rel=1e-12)


def test_sigmoid_finite(student, rng):
    """sigmoid is 1 at 1000 and 0 at -1000, without an overflow on the way."""

    def probe(engine, points) -> list[float]:
        return [engine.Value(z).sigmoid().data for z in points]

    far, near = float(rng.uniform(750.0, 900.0)), float(rng.uniform(0.5, 2.0))
    expected = [1.0, 0.0, 1.0, 0.0, 0.5 + 0.5 * float(np.tanh(0.5 * near))]
    assert student(probe, [1000.0, -1000.0, far, -far, near]) == approx(expected, rel=1e-12, abs=1e-300)


def test_sigmoid_exact(student, rng):
    """Far below 0 sigmoid is e ** x, tiny but not 0, to the last digits, and so is its gradient."""
    values = {-40.0: 4.248354255291589e-18, -300.0: 5.148200222412014e-131, -700.0: 9.85967654375977e-305}
    values |= {z: float(np.exp(z)) for z in rng.uniform([-60.0, -350.0, -700.0], [-40.0, -300.0, -650.0]).tolist()}
    expected = [[value, value] for value in values.values()]
    assert student(probe_far_out, "sigmoid", list(values)) == approx(expected, rel=1e-12)


def test_relu_value(student, rng):
    """relu gives x where x is above 0 and 0 elsewhere."""

    def probe(engine, points) -> list[float]:
        return [engine.Value(z).relu().data for z in points]

    assert student(probe, [2.5, 0.0, -1.5]) == approx([2.5, 0.0, 0.0], mistakes={"the absolute value": [2.5, 0.0, 1.5]})
    z = float(rng.uniform(0.1, 9.0))
    assert student(probe, [z, -z]) == approx([z, 0.0])


def test_relu_derivative(student, rng):
    """relu passes back 1 where x is above 0 and 0 where it is below."""

    def probe(engine, points) -> list[float]:
        above, below = (engine.Value(z, requires_grad=True) for z in points)
        (above.relu() + below.relu()).backward()
        return [above.grad, below.grad]

    assert student(probe, [2.5, -1.5]) == approx([1.0, 0.0], mistakes={
        "the value where its derivative belongs": [2.5, 0.0],
        "a derivative of 1 below 0 as well": [1.0, 1.0],
    })  # fmt: skip
    assert student(probe, [float(rng.uniform(0.1, 9.0)), float(rng.uniform(-9.0, -0.1))]) == approx([1.0, 0.0])


def test_relu_at_zero(student, rng):
    """At exactly 0, where relu has no derivative, it passes back 0; just above 0 all that arrives."""

    def probe(engine, share) -> dict[str, float]:
        at, above = engine.Value(0, requires_grad=True), engine.Value(1e-6, requires_grad=True)
        total = at.relu() + above.relu()
        engine._record(total.data, "share", (total,), (share,)).backward()
        return {"at 0": at.grad, "above": above.grad}

    share = drawn_share(rng)
    assert student(probe, share) == approx({"at 0": 0.0, "above": share}, mistakes={
        "the mean of both slopes": {"at 0": share / 2, "above": share},
    })  # fmt: skip


def test_parameters_leaves(student):
    """parameters gives the leaves below that require a gradient, in the order of nodes(), and nothing of other graphs.

    A leaf that requires a gradient is its own only parameter.
    """

    def probe(engine) -> dict[str, list[str]]:
        elsewhere, b = (
            engine.Value(3, requires_grad=True, label="elsewhere"),
            engine.Value(1, requires_grad=True, label="b"),
        )
        a, x = engine.Value(2, requires_grad=True, label="a"), engine.Value(5, label="x")
        c = a + x
        c.label = "c"
        d = -b + c
        d.label = "d"
        f = elsewhere + c
        f.label = "f"
        return {node.label: [found.label for found in node.parameters()] for node in (d, f, a, x)}

    found = student(probe)
    expected = {"d": ["b", "a"], "f": ["elsewhere", "a"], "a": ["a"], "x": []}
    for name, labels in expected.items():
        assert found[name] == labels, (
            "with c = a + x, d = -b + c and f = elsewhere + c, where x is a constant, "
            f"the parameters of {name} are {labels}, in this order; parameters() lists {found[name]}"
        )


def test_parameters_each_once(student):
    """parameters lists a leaf that is used several times only once."""

    def probe(engine) -> list[list[str]]:
        a, b = engine.Value(2, requires_grad=True, label="a"), engine.Value(1, requires_grad=True, label="b")
        return [sorted(node.label for node in result.parameters()) for result in (b + a, a + a + (-a))]

    both, thrice = student(probe)
    assert thrice == ["a"], f"parameters() of a + a + (-a) should list a once, and nothing else; it lists {thrice}"
    assert both == ["a", "b"], f"parameters() of b + a should list a and b; it lists {both}"


def test_parameters_long_chain(student, rng):
    """parameters finds a leaf below 10,000 nodes, without recursion, and no leaf of the graphs beside it."""

    def probe(engine, numbers, length) -> list[float]:
        before, leaf, after = (engine.Value(number, requires_grad=True) for number in numbers)
        y, z = leaf, before + after
        for _ in range(length):
            y = -y
        return [node.data for node in (y + y).parameters() if node is leaf or node in z.nodes()]

    numbers = rng.normal(size=3).tolist()
    found = student(probe, numbers, 10_000)
    assert found, "parameters() does not list the leaf below a chain of 10,000 negations"
    assert found == approx(numbers[1:2])


def test_descent_zero_grad(student, rng):
    """zero_grad sets the gradient of every parameter to 0, however far below, and no other: results keep theirs."""

    def probe(engine, grad) -> dict[str, float]:
        a, b, c, elsewhere = (engine.Value(v, requires_grad=True) for v in (1.0, 2.0, 3.0, 4.0))
        d = a + b
        e = d + c
        beside = e + elsewhere
        nodes = {"a": a, "b": b, "c": c, "a + b": d, "result": e, "leaf of another graph": elsewhere}
        for node in (*nodes.values(), beside):
            node.grad = grad
        e.zero_grad()
        return {name: node.grad for name, node in nodes.items()}

    old = float(rng.integers(2, 10))
    kept = {"a + b": old, "result": old, "leaf of another graph": old}
    assert student(probe, old) == approx({"a": 0.0, "b": 0.0, "c": 0.0, **kept}, mistakes={
        "only the direct operands set to 0": {"a": old, "b": old, "c": 0.0, **kept, "a + b": 0.0},
    })  # fmt: skip


def test_descent_step(student, rng):
    """optimize(lr) moves every parameter by lr times its gradient, downhill, and nothing else: gradients stay."""

    def probe(engine, lr, gradients) -> tuple[dict[str, float], list[float]]:
        a, b, elsewhere = (engine.Value(v, requires_grad=True) for v in (1.0, 2.0, 5.0))
        constant = engine.Value(4.0)
        c = a + b + constant
        nodes = {"a": a, "b": b, "constant": constant, "result": c, "leaf of another graph": elsewhere}
        for node, gradient in zip(nodes.values(), [*gradients, 1.0, 1.0, 3.0], strict=True):
            node.grad = gradient
        c.optimize(lr)
        return {name: node.data for name, node in nodes.items()}, [a.grad, b.grad]

    kept = {"constant": 4.0, "result": 7.0, "leaf of another graph": 5.0}
    values, gradients = student(probe, 0.5, [4.0, -6.0])
    assert values == approx({"a": -1.0, "b": 5.0, **kept}, rel=1e-15, mistakes={
        "uphill: the gradient added": {"a": 3.0, "b": -1.0, **kept},
        "the learning rate left out": {"a": -3.0, "b": 8.0, **kept},
        "every value multiplied by lr * gradient": {"a": 2.0, "b": -6.0, **kept},
        "a step of every leaf there is": {"a": -1.0, "b": 5.0, **kept, "leaf of another graph": 3.5},
        "no step at all": {"a": 1.0, "b": 2.0, **kept},
    })  # fmt: skip
    assert gradients == approx([4.0, -6.0], mistakes={"gradients set to 0, which is for zero_grad to do": [0.0, 0.0]})
    lr, (up, down) = float(rng.uniform(0.1, 0.9)), rng.uniform(1.0, 3.0, size=2).tolist()
    expected = {"a": 1.0 - lr * up, "b": 2.0 + lr * down, **kept}
    values, _ = student(probe, lr, [up, -down])
    assert values == approx(expected, rel=1e-12, abs=1e-12)


def test_descent_toy_graph(student, rng):
    """One step at lr = 0.1 takes the graph of the lesson from a = 2, b = 1, e = 6 to a = 1.8, b = 0.5, e = 3.45."""

    def probe(engine, p, q, lr) -> tuple[list[float], list[float]]:
        a, b, elsewhere = (engine.Value(v, requires_grad=True) for v in (p, q, 4.0))
        (-elsewhere).backward()
        values = []
        for _ in range(2):
            e = (a + b) * (b + 1)
            values += [a.data, b.data, e.data]
            e.zero_grad()
            e.backward()
            e.optimize(lr)
        return values, [elsewhere.data, elsewhere.grad]

    values, beside = student(probe, 2.0, 1.0, 0.1)
    assert values == approx([2.0, 1.0, 6.0, 1.8, 0.5, 3.45], rel=1e-12)
    assert beside == approx([4.0, -1.0])  # a leaf of another graph, and its gradient
    (p, q), lr = rng.uniform(1.5, 3.0, size=2).tolist(), float(rng.uniform(0.01, 0.2))
    a, b = p - lr * (q + 1.0), q - lr * (p + 2.0 * q + 1.0)
    expected = [p, q, (p + q) * (q + 1.0), a, b, (a + b) * (b + 1.0)]
    values, beside = student(probe, p, q, lr)
    assert values == approx(expected, rel=1e-11, abs=1e-11)
    assert beside == approx([4.0, -1.0])


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


def test_minimize(student, rng):
    """For (x - 3) ** 2, three steps from 0 at lr = 0.25 lead over 1.5 and 2.25 to 2.625."""
    visited, _, _ = student(probe_minimize, [-6.0, 2.0], 0.0, 0.25, 3)
    assert visited == approx([0.0, 1.5, 2.25, 2.625], rel=1e-15, mistakes={
        "what comes of gradients that are never set back": [0.0, 1.5, 3.75, 5.625],
        "what comes of a function that is asked only once": [0.0, 1.5, 3.0, 4.5],
        "uphill": [0.0, -1.5, -3.75, -7.125],
        "no step at all: were the gradients set back after backward?": [0.0, 0.0, 0.0, 0.0],
        "a list without the start": [1.5, 2.25, 2.625],
    })  # fmt: skip
    start, least = rng.uniform(-2.0, 2.0, size=2).tolist()
    found, _, _ = student(probe_minimize, [-2.0 * least, 2.0], start, 0.25, 4)
    assert found == approx([least + (start - least) / 2**k for k in range(5)], rel=1e-9, abs=1e-12)


def test_minimize_asks(student):
    """f is asked once for each step, about the newest number, which is a Value that requires a gradient."""
    for steps in (3, 0):
        visited, asked, required = student(probe_minimize, [1.0, 0.0], 5.0, 1.0, steps)
        assert visited == approx([5.0, 4.0, 3.0, 2.0][: steps + 1])
        assert asked == approx([5.0, 4.0, 3.0][:steps]), "f should be asked once for each step, about the newest number"
        assert all(required), "what f is given requires no gradient, so that nothing could be found for it"
