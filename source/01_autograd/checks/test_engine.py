"""Checks engine.py in public: a student's Value against numbers worked by hand or by central differences.

Sums and negation are given, so these alone lead to and from the operation that a check is about: an operation with a
mistake fails its own checks and no others.
"""

import numpy as np

from autograder import approx, numerical_gradient


def test_backward_sum_and_negation(student):
    """backward gives 1 to the result itself and passes each operand its own derivative."""

    def probe(engine) -> dict[str, float]:
        a, b = engine.Value(2, requires_grad=True), engine.Value(5, requires_grad=True)
        c = a + (-b)
        c.backward()
        return {"a": a.grad, "b": b.grad, "c": c.grad}

    assert student(probe) == approx(
        {"a": 1.0, "b": -1.0, "c": 1.0},
        mistakes={
            "the derivative of each operation left out": {"a": 1.0, "b": 1.0, "c": 1.0},
            "a result whose own gradient stayed 0": {"a": 0.0, "b": 0.0, "c": 0.0},
            "the result's value where its gradient, 1, belongs": {"a": -3.0, "b": 3.0, "c": -3.0},
        },
    )


def test_backward_chain(student):
    """Along a path the derivatives are multiplied: with c = a + b and d = -c, a gets -1 * 1 = -1."""

    def probe(engine) -> float:
        a, b = engine.Value(3, requires_grad=True), engine.Value(4, requires_grad=True)
        c = a + b
        d = -c
        d.backward()
        return a.grad

    assert student(probe) == approx(-1.0)


def test_backward_node_used_twice(student):
    """A node used twice gets the sum of what both uses pass back: a + a gives a gradient of 2."""

    def probe(engine) -> float:
        a = engine.Value(3, requires_grad=True)
        (a + a).backward()
        return a.grad

    assert student(probe) == approx(2.0, mistakes={"a gradient overwritten where it should be accumulated": 1.0})


def test_backward_diamond(student):
    """A node passes its gradient on only once it has all of it: b is used by c and by d, so d = b + c waits for c."""

    def probe(engine) -> dict[str, float]:
        a = engine.Value(1, requires_grad=True)
        b = -a
        c = b + b
        d = b + c
        d.backward()
        return {"a": a.grad, "b": b.grad, "c": c.grad}

    assert student(probe) == approx(
        {"a": -3.0, "b": 3.0, "c": 1.0},
        mistakes={
            "a gradient that b passed on several times": {"a": -9.0, "b": 3.0, "c": 1.0},
        },
    )


def test_backward_constants(student):
    """A node that requires no gradient, such as an input or a label, gets none."""

    def probe(engine) -> dict[str, float]:
        weight, label = engine.Value(0.5, requires_grad=True), engine.Value(1, label="label")
        (weight + label).backward()
        return {"weight": weight.grad, "label": label.grad}

    assert student(probe) == approx({"weight": 1.0, "label": 0.0})


def test_backward_twice(student):
    """A second call adds the same gradients to the leaves again; what a node in between held before does not count."""

    def probe(engine) -> dict[str, float]:
        a, b = engine.Value(2, requires_grad=True), engine.Value(1, requires_grad=True)
        c = a + b
        d = c + a
        d.backward()
        d.backward()
        return {"a": a.grad, "b": b.grad}

    assert student(probe) == approx(
        {"a": 4.0, "b": 2.0},
        mistakes={
            "the old gradient of c passed on a second time": {"a": 5.0, "b": 3.0},
            "gradients of the leaves reset by the second call": {"a": 2.0, "b": 1.0},
        },
    )


def test_mul_value(student):
    """a * b is the product, with a Value or a number on either side."""

    def probe(engine) -> list[float]:
        a, b = engine.Value(2.5), engine.Value(-4)
        return [(a * b).data, (a * 3).data, (3 * a).data]

    assert student(probe) == approx([-10.0, 7.5, 7.5], rel=1e-15, mistakes={"the sum": [-1.5, 5.5, 5.5]})


def test_mul_toy_graph(student):
    """The graph of the lesson, c = a + b, d = b + 1, e = c * d at a = 2, b = 1, has de/da = 2 and de/db = 5."""

    def probe(engine) -> dict[str, float]:
        a, b = engine.Value(2, requires_grad=True), engine.Value(1, requires_grad=True)
        c = a + b
        d = b + 1
        e = c * d
        e.backward()
        return {"e": e.data, "de/da": a.grad, "de/db": b.grad, "de/dc": c.grad, "de/dd": d.grad}

    assert student(probe) == approx(
        {"e": 6.0, "de/da": 2.0, "de/db": 5.0, "de/dc": 2.0, "de/dd": 3.0},
        mistakes={
            "each factor's own value as its derivative": {
                "e": 6.0, "de/da": 3.0, "de/db": 5.0, "de/dc": 3.0, "de/dd": 2.0,
            },
        },
    )  # fmt: skip


def test_arithmetic_values(student):
    """a - b and a / b are the difference and the quotient, also with a number on the right."""

    def probe(engine) -> list[float]:
        a, b = engine.Value(7), engine.Value(2)
        return [(a - b).data, (a - 4).data, (a / b).data, (a / 4).data]

    assert student(probe) == approx([5.0, 3.0, 3.5, 1.75], rel=1e-15)


def test_arithmetic_number_first(student):
    """With a number on the left the order stays: 10 - x and 10 / x."""

    def probe(engine) -> list[float]:
        x = engine.Value(4)
        return [(10 - x).data, (10 / x).data]

    assert student(probe) == approx(
        [6.0, 2.5],
        rel=1e-15,
        mistakes={
            "x - 10 and x / 10": [-6.0, 0.4],
            "x - 10 where 10 - x belongs": [-6.0, 2.5],
            "x / 10 where 10 / x belongs": [6.0, 0.4],
        },
    )


def test_arithmetic_difference(student):
    """a - b passes 1 back to a and -1 to b."""

    def probe(engine) -> dict[str, float]:
        a, b = engine.Value(7, requires_grad=True), engine.Value(2, requires_grad=True)
        (a - b).backward()
        return {"a": a.grad, "b": b.grad}

    assert student(probe) == approx({"a": 1.0, "b": -1.0}, mistakes={"the derivatives of a sum": {"a": 1.0, "b": 1.0}})


def test_arithmetic_quotient(student):
    """y = (a + b) / b at a = 2, b = 4 is 1.5, with dy/da = 1/4 and dy/db = 1/4 - 6/16 = -1/8."""

    def probe(engine) -> dict[str, float]:
        a, b = engine.Value(2, requires_grad=True), engine.Value(4, requires_grad=True)
        y = (a + b) / b
        y.backward()
        return {"y": y.data, "dy/da": a.grad, "dy/db": b.grad}

    assert student(probe) == approx(
        {"y": 1.5, "dy/da": 0.25, "dy/db": -0.125},
        mistakes={
            "a plus where the denominator's derivative has a minus": {"y": 1.5, "dy/da": 0.25, "dy/db": 0.625},
            "a denominator that is not squared": {"y": 1.5, "dy/da": 0.25, "dy/db": -1.25},
        },
    )


# The values x ** n, one for each row x of `points`.
def probe_powers(engine, points: np.ndarray, n: float) -> np.ndarray:
    return np.array([(engine.Value(x) ** n).data for (x,) in points.tolist()])


def test_pow_value(student):
    """x ** n is the power, for n whole, negative or a fraction."""

    def probe(engine) -> list[float]:
        x = engine.Value(4)
        return [(x**2).data, (x**-1).data, (x**0.5).data, (x**1).data]

    assert student(probe) == approx([16.0, 0.25, 2.0, 4.0], rel=1e-15)


def test_pow_derivative(student):
    """x ** 3 passes back 3 * x ** 2, which is also the slope of your own x ** 3."""

    def probe(engine, z) -> float:
        x = engine.Value(z, requires_grad=True)
        (x**3).backward()
        return x.grad

    slope = numerical_gradient(lambda points: student(probe_powers, points, 3), [1.5])
    assert slope.tolist() == approx([6.75], rel=1e-8)
    assert student(probe, 1.5) == approx(6.75, rel=1e-12, mistakes={
        "the factor n left out": 2.25,
        "x ** n where x ** (n - 1) belongs": 10.125,
        "the value where its derivative belongs": 3.375,
    })  # fmt: skip


def test_pow_refuses_a_value(student):
    """x ** y raises a TypeError where y is not a number: the derivative is another one then."""

    def probe(engine) -> str:
        x, y = engine.Value(2, requires_grad=True), engine.Value(3, requires_grad=True)
        try:
            x**y
        except TypeError:
            return "TypeError"
        except AssertionError:
            return "an AssertionError"
        return "a result"

    answer = student(probe)
    assert answer == "TypeError", f"Value(2) ** Value(3) gave {answer}; it should raise a TypeError"


def test_exp_value(student):
    """exp gives e ** x."""

    def probe(engine) -> list[float]:
        return [engine.Value(z).exp().data for z in (0.0, 1.0, -2.0)]

    assert student(probe) == approx([1.0, 2.718281828459045, 0.1353352832366127], rel=1e-14)


def test_exp_derivative(student):
    """exp passes back its own value: at x = 2 that is e ** 2."""

    def probe(engine) -> float:
        x = engine.Value(2, requires_grad=True)
        x.exp().backward()
        return x.grad

    assert student(probe) == approx(7.38905609893065, rel=1e-12, mistakes={
        "the rule for powers, x * e ** (x - 1)": 5.43656365691809,
        "x where e ** x belongs": 2.0,
        "1 where e ** x belongs": 1.0,
    })  # fmt: skip


def test_log_value(student):
    """log gives the natural logarithm."""

    def probe(engine) -> list[float]:
        return [engine.Value(z).log().data for z in (1.0, 2.718281828459045, 0.5)]

    assert student(probe) == approx([0.0, 1.0, -0.6931471805599453], rel=1e-14, mistakes={
        "the logarithm to base 10": [0.0, 0.4342944819032518, -0.3010299956639812],
    })  # fmt: skip


def test_log_derivative(student):
    """log passes back 1 / x, which at x = 4 is 0.25."""

    def probe(engine) -> float:
        x = engine.Value(4, requires_grad=True)
        x.log().backward()
        return x.grad

    assert student(probe) == approx(0.25, rel=1e-12, mistakes={
        "x where 1 / x belongs": 4.0,
        "1 / log(x) where 1 / x belongs": 0.7213475204444817,
        "the value where its derivative belongs": 1.3862943611198906,
    })  # fmt: skip


def test_log_refuses(student):
    """log raises a ValueError for 0 and for negative values, and its message says which value it got."""

    def probe(engine, z) -> str:
        try:
            return f"gave {engine.Value(z).log().data}"
        except ValueError as error:
            return str(error)

    for z in (0.0, -2.5):
        message = student(probe, z)
        assert not message.startswith("gave"), f"Value({z}).log() {message}; it should raise a ValueError"
        assert f"{z:g}" in message, (
            f"Value({z}).log() raises ValueError({message!r}), which does not name the value {z}"
        )


def test_tanh_value(student):
    """tanh gives the hyperbolic tangent."""

    def probe(engine) -> list[float]:
        return [engine.Value(z).tanh().data for z in (0.0, 0.5, -2.0)]

    assert student(probe) == approx([0.0, 0.46211715726000974, -0.9640275800758169], rel=1e-12)


def test_tanh_derivative(student):
    """tanh passes back 1 - t ** 2."""

    def probe(engine, z) -> float:
        x = engine.Value(z, requires_grad=True)
        x.tanh().backward()
        return x.grad

    assert student(probe, 0.5) == approx(0.7864477329659274, rel=1e-12, mistakes={
        "the value t where its derivative belongs": 0.46211715726000974,
        "t that is not squared": 0.5378828427399903,
        "x where the value t belongs": 0.75,
        "the derivative of the sigmoid, t * (1 - t)": 0.24856489022593714,
    })  # fmt: skip


def test_tanh_neuron(student):
    """The neuron of the lesson, tanh(x1 * w1 + x2 * w2 + b), has the gradients -1.5, 1, 0.5 and 0."""

    def probe(engine, x, w, b) -> dict[str, float]:
        x1, x2, w1, w2 = (engine.Value(v, requires_grad=True) for v in (*x, *w))
        o = (x1 * w1 + x2 * w2 + b).tanh()
        o.backward()
        return {"o": o.data, "x1": x1.grad, "w1": w1.grad, "x2": x2.grad, "w2": w2.grad}

    assert student(probe, [2.0, 0.0], [-3.0, 1.0], 6.881373587019543) == approx(
        {"o": 0.7071067811865476, "x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0}, rel=1e-12
    )


def test_sigmoid_value(student):
    """sigmoid gives 1 / (1 + e ** -x)."""

    def probe(engine) -> list[float]:
        return [engine.Value(z).sigmoid().data for z in (0.0, 0.5, -2.0)]

    assert student(probe) == approx([0.5, 0.6224593312018546, 0.11920292202211755], rel=1e-12, mistakes={
        "the sign of x flipped": [0.5, 0.3775406687981454, 0.8807970779778824],
    })  # fmt: skip


def test_sigmoid_derivative(student):
    """sigmoid passes back s * (1 - s)."""

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


def test_sigmoid_finite(student):
    """sigmoid is 1 at 1000 and 0 at -1000, without an overflow on the way."""

    def probe(engine) -> list[float]:
        return [engine.Value(z).sigmoid().data for z in (1000.0, -1000.0)]

    assert student(probe) == approx([1.0, 0.0], abs=1e-300)


def test_relu_value(student):
    """relu gives x where x is above 0 and 0 elsewhere."""

    def probe(engine) -> list[float]:
        return [engine.Value(z).relu().data for z in (2.5, 0.0, -1.5)]

    assert student(probe) == approx([2.5, 0.0, 0.0], mistakes={"the absolute value": [2.5, 0.0, 1.5]})


def test_relu_derivative(student):
    """relu passes back 1 where x is above 0 and 0 where it is below."""

    def probe(engine) -> list[float]:
        above, below = engine.Value(2.5, requires_grad=True), engine.Value(-1.5, requires_grad=True)
        (above.relu() + below.relu()).backward()
        return [above.grad, below.grad]

    assert student(probe) == approx([1.0, 0.0], mistakes={
        "the value where its derivative belongs": [2.5, 0.0],
        "a derivative of 1 below 0 as well": [1.0, 1.0],
    })  # fmt: skip


def test_relu_at_zero(student):
    """At exactly 0, where relu has no derivative, it passes back 0."""

    def probe(engine) -> float:
        x = engine.Value(0, requires_grad=True)
        x.relu().backward()
        return x.grad

    assert student(probe) == approx(0.0, mistakes={"the mean of both slopes": 0.5})


def test_parameters_leaves(student):
    """parameters gives the leaves below that require a gradient: no constants, no results, none of another graph."""

    def probe(engine) -> list[str]:
        a, b = engine.Value(2, requires_grad=True, label="a"), engine.Value(1, requires_grad=True, label="b")
        x, elsewhere = engine.Value(5, label="x"), engine.Value(3, requires_grad=True, label="elsewhere")
        c = a + x
        c.label = "c"
        d = -b + c
        d.label = "d"
        f = c + elsewhere
        f.label = "f"
        return sorted({node.label for node in d.parameters()})

    labels = student(probe)
    told = "d = -b + (a + x), with a constant x, has the parameters a and b"
    assert labels == ["a", "b"], f"{told}, also where f = (a + x) + elsewhere stands beside it, not {labels}"


def test_parameters_each_once(student):
    """parameters lists a leaf that is used several times only once."""

    def probe(engine) -> int:
        a = engine.Value(2, requires_grad=True)
        return sum(node is a for node in (a + a + (-a)).parameters())

    count = student(probe)
    assert count == 1, f"parameters() of a + a + (-a) should list a once; it lists it {count} times"


def test_descent_zero_grad(student):
    """zero_grad sets the gradient of every parameter to 0, however far below."""

    def probe(engine) -> list[float]:
        a, b, c = (engine.Value(v, requires_grad=True) for v in (1.0, 2.0, 3.0))
        d = (a + b) + c
        for parameter in (a, b, c):
            parameter.grad = 7.0
        d.zero_grad()
        return [a.grad, b.grad, c.grad]

    assert student(probe) == approx([0.0, 0.0, 0.0], mistakes={
        "only the direct operands set to 0": [7.0, 7.0, 0.0],
    })  # fmt: skip


def test_descent_step(student):
    """optimize(lr) moves every parameter by lr times its gradient, downhill."""

    def probe(engine) -> list[float]:
        a, b = engine.Value(1.0, requires_grad=True), engine.Value(2.0, requires_grad=True)
        c = a + b
        a.grad, b.grad = 4.0, -6.0
        c.optimize(0.5)
        return [a.data, b.data]

    assert student(probe) == approx([-1.0, 5.0], rel=1e-15, mistakes={
        "uphill: the gradient added": [3.0, -1.0],
        "the learning rate left out": [-3.0, 8.0],
        "every value multiplied by lr * gradient": [2.0, -6.0],
    })  # fmt: skip


def test_descent_toy_graph(student):
    """One step at lr = 0.1 takes the graph of the lesson from a = 2, b = 1, e = 6 to a = 1.8, b = 0.5, e = 3.45."""

    def probe(engine) -> list[float]:
        a, b = engine.Value(2, requires_grad=True), engine.Value(1, requires_grad=True)
        values = []
        for _ in range(2):
            e = (a + b) * (b + 1)
            values += [a.data, b.data, e.data]
            e.zero_grad()
            e.backward()
            e.optimize(0.1)
        return values

    assert student(probe) == approx([2.0, 1.0, 6.0, 1.8, 0.5, 3.45], rel=1e-12)
