"""Batches as PyTorch tensors, and PyTorch's DataLoader with worker processes."""

import pickle

import numpy as np
import pytest
from batch_helpers import FIRST, ids, write

import tmva
from tmva import BatchGenerator

torch = pytest.importorskip("torch")
from torch.utils.data import DataLoader, IterableDataset  # noqa: E402

ROWS = 5000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("torch") / "t.root", ROWS, cluster_size=300)


def make(source, batch_size=128, **options):
    return BatchGenerator(
        source, batch_size, **{"columns": ["x", "half"], "spectators": "id", "seed": 3, **options}
    )


def rows(batches):
    return ids([[{"id": batch[-1]["id"].numpy()}] for batch in batches])


def test_tensors_are_those_of_numpy(table):
    gen = make(
        table,
        columns=["x", "jets"],
        vectors={"jets": (2, -1)},
        mask=True,
        target="label",
        weights="weight",
        spectators=["id", "v", "label", "weight"],
        shuffle=False,
    )
    assert len(gen.as_torch()) == len(gen)
    for ((x, mask), y, w, s), ((tx, tmask), ty, tw, ts) in zip(gen.as_numpy(), gen.as_torch()):
        for array, tensor in [
            (x, tx),
            (mask, tmask),
            (y, ty),
            (w, tw),
            *((s[name], ts[name]) for name in s),
        ]:
            assert tuple(tensor.shape) == array.shape and tensor.is_contiguous()
            np.testing.assert_array_equal(tensor.numpy(), array)
            assert tensor.numpy().dtype == array.dtype
    assert ts["id"].dtype == torch.int64 and tmask.dtype == torch.bool


def test_memory_is_shared(table):
    """A tensor is a view of the batch, aligned as the engine's are; those that are kept stay."""
    kept = [x for x, _ in make(table).as_torch()]
    assert all(x.data_ptr() % 64 == 0 for x in kept)
    list(make(table).as_torch())
    assert all((x[:, 0] == 2 * x[:, 1]).all() for x in kept)
    x = kept[0]
    del kept
    x += 1  # writable
    model = torch.nn.Linear(2, 1)
    x, _ = next(iter(make(table, transform="standardise").as_torch()))
    model(x).sum().backward()
    assert abs(float(x.mean())) < 1


def test_devices(table):
    assert isinstance(next(iter(make(table, device="cpu")))[0], torch.Tensor)
    assert isinstance(next(iter(make(table, device="cpu").as_numpy()))[0], np.ndarray)
    x, s = next(iter(make(table).as_torch(device="meta")))
    assert x.device.type == "meta" and s["id"].device.type == "meta"
    with pytest.raises(tmva.OptionError, match="device='gpu'"):
        make(table).as_torch(device="gpu")
    if not torch.cuda.is_available():
        with pytest.raises(tmva.OptionError, match="device='cuda'"):
            make(table, device="cuda").as_torch()
    with pytest.raises(tmva.OptionError, match="pin_memory='yes'"):
        make(table).as_torch(pin_memory="yes")
    expected = torch.from_numpy(next(iter(make(table)))[0])
    if torch.cuda.is_available():
        for pin in (False, True):
            x, s = next(iter(make(table).as_torch("cuda", pin_memory=pin)))
            assert x.is_cuda and torch.equal(x.cpu(), expected) and s["id"].is_cuda
        x, _ = next(iter(make(table).as_torch(pin_memory=True)))
        assert x.is_pinned() and torch.equal(x, expected)


def test_transform_function(table):
    gen = make(table, transform=lambda x: x[:, ::-1])
    for (x, _), (tx, _) in zip(gen.as_numpy(), make(table, transform=lambda x: x[:, ::-1]).as_torch()):
        np.testing.assert_array_equal(tx.numpy(), x)


@pytest.mark.parametrize(
    "options",
    [{}, {"num_workers": 1}, {"num_workers": 3}, {"num_workers": 2, "persistent_workers": True}],
    ids=str,
)
def test_loader(table, options):
    gen = make(table)
    dataset = gen.torch_dataset()
    assert isinstance(dataset, IterableDataset)
    loader = DataLoader(dataset, batch_size=None, **options)
    passes = [rows(list(loader)) for _ in range(3)]
    for found in passes:
        assert sorted(found) == list(range(ROWS))
    assert not np.array_equal(passes[0], passes[1]) and not np.array_equal(passes[1], passes[2])
    again = make(table).torch_dataset()
    again.set_epoch(1)
    np.testing.assert_array_equal(rows(list(DataLoader(again, batch_size=None, **options))), passes[1])
    assert gen.epoch == 0  # its own iterations are others
    if not options:
        np.testing.assert_array_equal(passes[0], rows(list(make(table).as_torch())))


def test_passes_that_are_given_up(table):
    """The workers of the next pass agree on its epoch all the same."""
    loader = DataLoader(make(table).torch_dataset(), batch_size=None, num_workers=2)
    for _ in range(4):
        for _ in loader:
            break
    assert sorted(rows(list(loader))) == list(range(ROWS))


def test_ranks_with_workers(table):
    """Two processes with two workers each share the rows."""
    for epoch in range(2):
        found = []
        for rank in range(2):
            dataset = make(table, rank=rank, world_size=2).torch_dataset()
            dataset.set_epoch(epoch)
            found.append(rows(list(DataLoader(dataset, batch_size=None, num_workers=2))))
        assert sorted(np.concatenate(found)) == list(range(ROWS))
        assert abs(len(found[0]) - len(found[1])) <= 2


def test_workers_with_cut_split_and_balance(table):
    train, test = make(table, cut="x > 99", target="label", balance="oversample").train_test_split(0.3)
    found = rows(list(DataLoader(train.torch_dataset(), batch_size=None, num_workers=2)))
    assert sorted(found) == sorted(ids(train)) and not set(found) & set(ids(test)) and found.min() > 99


def test_pickled_data_set(table):
    dataset = make(table).torch_dataset()
    loader = DataLoader(pickle.loads(pickle.dumps(dataset)), batch_size=None)
    assert sorted(rows(list(loader))) == list(range(ROWS))


def test_spawned_workers(table):
    loader = DataLoader(
        make(table).torch_dataset(), batch_size=None, num_workers=1, multiprocessing_context="spawn"
    )
    assert sorted(rows(list(loader))) == list(range(ROWS))


def test_errors(table):
    """In this process: PyTorch waits five seconds for each worker that has met an error."""
    row = {"x": np.zeros(1), "half": np.zeros(1), "id": np.array([FIRST])}
    few = make(row, rank=0, world_size=2)
    with pytest.raises(tmva.DataError, match="fewer rows"):
        list(DataLoader(few.torch_dataset(), batch_size=None))
    with pytest.raises(tmva.OptionError, match="epochs=2"):
        make(table, epochs=2).torch_dataset()


def test_training(table):
    """A sum of two columns is learned."""
    torch.manual_seed(1)
    gen = BatchGenerator(
        table,
        100,
        columns=["x", "v[2]"],
        target="x/5000 + v[2]/7",
        transform="standardise",
        seed=1,
        epochs=4,
    )
    model = torch.nn.Linear(2, 1)
    for x, y in gen.as_torch():
        loss = torch.nn.functional.mse_loss(model(x), y)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():  # torch.optim takes ten seconds to import
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
    assert float(loss) < 1e-3
