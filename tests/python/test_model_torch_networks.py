"""Networks of PyTorch as graphs, for any number of events, against what PyTorch itself answers."""

import pytest

pytest.importorskip("torch")

from torch_models import IMAGE, F, Of, X, check, nn, random, same, torch  # noqa: E402

from tmva.models import from_torch  # noqa: E402


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(7, 16)
        layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True, norm_first=True, activation="gelu")
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.attention = nn.MultiheadAttention(16, 2, batch_first=True)
        self.head = nn.Linear(16, 3)

    def forward(self, x, mask):
        y = self.encoder(self.embed(x), src_key_padding_mask=mask)
        z, weights = self.attention(y, y, y, key_padding_mask=mask)
        keep = (~mask).unsqueeze(-1).float()
        return self.head(((y + z) * keep).sum(1) / keep.sum(1).clamp(min=1)), weights


def test_transformer_with_a_mask():
    mask = torch.zeros(5, 9, dtype=torch.bool)
    mask[1, 4:] = True
    mask[3, 2:] = True
    check(Attention(), random(5, 9, 7), mask, tolerance=5e-6)


def test_decoder():
    decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, batch_first=True), 1)
    causal = nn.Transformer.generate_square_subsequent_mask(4)
    check(
        Of(lambda x, m: decoder(x, m, tgt_mask=causal, tgt_is_causal=False), decoder),
        random(5, 4, 8),
        random(5, 6, 8),
        tolerance=5e-6,
    )


class EdgeConvolution(nn.Module):
    """The heart of ParticleNet: neighbours, their features, a network on edges."""

    def __init__(self, k=3):
        super().__init__()
        self.k, self.net = k, nn.Sequential(nn.Conv2d(12, 8, 1), nn.BatchNorm2d(8), nn.ReLU())

    def forward(self, points, features):
        inner = -2 * torch.matmul(points.transpose(2, 1), points)
        square = torch.sum(points**2, dim=1, keepdim=True)
        near = (-square - inner - square.transpose(2, 1)).topk(k=self.k + 1, dim=-1)[1][:, :, 1:]
        n, c, p = features.size()
        base = torch.arange(0, n, device=features.device).view(-1, 1, 1) * p
        flat = features.transpose(2, 1).reshape(n * p, c)
        neighbours = flat[(near + base).view(-1)].view(n, p, self.k, c).permute(0, 3, 1, 2)
        own = features.view(n, c, p, 1).repeat(1, 1, 1, self.k)
        return self.net(torch.cat((own, neighbours - own), dim=1)).mean(-1).mean(-1)


def test_edge_convolution():
    check(EdgeConvolution(), random(4, 2, 10), random(4, 6, 10), more=(2, 9))


class GraphConvolution(nn.Module):
    """Messages along edges, summed at their ends."""

    def __init__(self):
        super().__init__()
        self.message, self.update = nn.Linear(12, 5), nn.GRUCell(5, 6)

    def forward(self, nodes, edges):
        source, target = edges[:, 0], edges[:, 1]
        messages = torch.relu(self.message(torch.cat([nodes[source], nodes[target]], dim=1)))
        total = torch.zeros(nodes.shape[0], 5).index_add_(0, target, messages)
        return self.update(total, nodes)


def test_graph_convolution_of_any_size():
    module = GraphConvolution().eval()
    edges = torch.tensor([[0, 1], [1, 2], [2, 0], [3, 1], [4, 4], [0, 3], [1, 4]])
    model = from_torch(module, (random(5, 6), edges))
    for nodes, links in ((5, edges), (6, edges[:3]), (9, torch.tensor([[8, 7], [7, 6], [0, 5]]))):
        x = random(nodes, 6, seed=nodes)
        same(model.run([x.numpy(), links.numpy()]), module(x, links))


class DeepSets(nn.Module):
    def __init__(self):
        super().__init__()
        self.phi, self.rho = (
            nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 8)),
            nn.Linear(8, 2),
        )

    def forward(self, x):
        valid = (x != 0).any(-1, keepdim=True)
        with torch.no_grad():
            count = valid.sum(1).clamp(min=1)
        return torch.softmax(self.rho((self.phi(x) * valid).sum(1) / count), -1)


def test_sets():
    x = random(5, 6, 4)
    x[0, 3:] = 0
    check(DeepSets(), x)


def test_residual_network():
    class Block(nn.Module):
        def __init__(self, n):
            super().__init__()
            self.a, self.b = (
                nn.Conv2d(n, n, 3, padding=1, bias=False),
                nn.Conv2d(n, n, 3, padding=1),
            )
            self.n = nn.BatchNorm2d(n)

        def forward(self, x):
            return F.relu(x + self.b(F.relu_(self.n(self.a(x)))), inplace=True)

    check(
        nn.Sequential(
            nn.Conv2d(3, 4, 3),
            Block(4),
            nn.MaxPool2d(2),
            Block(4),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(4, 2),
        ),
        IMAGE,
    )


def test_training_state_is_given_back():
    module = nn.Sequential(nn.Linear(6, 4), nn.Dropout(0.5), nn.BatchNorm1d(4)).train()
    module[2].eval()
    from_torch(module, X)
    assert module.training and module[1].training and not module[2].training


def test_one_example_event_is_enough():
    model = from_torch(nn.Linear(6, 2), X[:1])
    assert model.inputs[0].shape == ("N", 6) and model.outputs[0].shape == ("N", 2)
    assert model.run([X.numpy()])[0].shape == (5, 2)


def test_arrays_are_examples():
    assert from_torch(nn.Linear(6, 2), X.numpy()).run([X.numpy()])[0].shape == (5, 2)
