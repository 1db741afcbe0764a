"""The event classifier's network: what it learns, that a seed repeats it, and that its slopes are those of its loss."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bantin.training import network
from bantin.training.network import Network, chances, fit, joined


@pytest.fixture
def sample():
    """Articles of three types, each told by a word, beside words that tell nothing; types 0 and 1 are reported together."""
    random = np.random.default_rng(2)
    primary = np.arange(60) % 3
    words = np.hstack([np.eye(3)[primary], random.random((60, 5)) < 0.3])
    types = np.eye(3, dtype=int)[primary]
    types[primary == 0, 1] = 1
    return csr_matrix(words), types, primary


def test_it_learns_from_few_articles(sample):
    features, types, primary = sample
    found = fit(features, types, primary, hidden=8, passes=1, seed=1).chances(features)
    assert (found[:, 3:].argmax(1) == primary).all()
    assert ((found[:, :3] > 0.5) == types).all()
    assert found[:, 3:].sum(1) == pytest.approx(1, abs=1e-5)


def test_a_seed_repeats_it(sample):
    one, same, other = (fit(*sample, hidden=4, passes=1, seed=seed) for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(one, same, strict=True))
    assert not (one.weights == other.weights).all()


def test_joined_networks_answer_with_the_mean_of_their_margins(sample):
    several = [fit(*sample, hidden=4, passes=1, seed=seed) for seed in (1, 2, 3)]
    mean = np.mean([one.hidden(sample[0]) @ one.weights + one.bias for one in several], 0)
    assert joined(several).chances(sample[0]) == pytest.approx(chances(mean), abs=1e-5)


def test_slopes_are_those_of_the_loss(monkeypatch, sample):
    monkeypatch.setattr(network, "LOST_FEATURES", 0)
    monkeypatch.setattr(network, "LOST_UNITS", 0)
    features, types, primary = sample
    features = features.astype(np.float32)[:20]
    random = np.random.default_rng(3)
    point = Network(*(random.standard_normal(shape) for shape in ((8, 4), (4,), (4, 6), (6,))))
    right = np.hstack([types, np.eye(3)[primary]])[:20]

    def loss(now):
        found = chances(now.hidden(features) @ now.weights + now.bias)
        sure = -(right[:, :3] * np.log(found[:, :3]) + (1 - right[:, :3]) * np.log(1 - found[:, :3])).sum()
        return (sure - (right[:, 3:] * np.log(found[:, 3:])).sum()) / 20

    slopes, columns = network._slopes(point, features, right, random)
    assert columns.tolist() == list(range(8))
    for k, slope in enumerate(slopes):
        for at in ((0,) * slope.ndim, (-1,) * slope.ndim):
            step = np.zeros_like(slope, float)
            step[at] = 1e-5
            up, down = (loss(point._replace(**{point._fields[k]: point[k] + sign * step})) for sign in (1, -1))
            assert slope[at] == pytest.approx((up - down) / 2e-5, abs=1e-4)
