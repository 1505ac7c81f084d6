# A Llama decoder with low-rank pairs beside its linear modules, which the method `adapt` of another file adds
# (pairs.py). N = rows, T = tokens of each, M = N * T.
#
# weights, for each layer: 0 norm before attention [d], 1 q, k, v stacked [q + 2 kv, d], 2 their bias or nothing [0],
#   3 o [d, q], 4 its bias or nothing, 5 norm before feed-forward [d], 6 gate, up stacked [2 f, d], 7 down [d, f];
#   then the last norm [d], the embedding [V, d] and the head [V, d]
# parameters, for each layer: A [in, r], B [r, out] of each target module, then of a router W [d, 7], a [7], b [5] and,
#   with the attention pooler, w [d, 1]
# shape: 0 layers, 1 query heads, 2 key-value heads, 3 width of a head, 4 to 10 outputs of the seven modules
# method: 0 parameters of a layer, 1 to 7 which of its pairs belongs to a module (-1: none), 8 whether it routes,
#   9 k, 10 pooler, 11 gate, 12 whether the pooled state is normalised
# reals: 0 epsilon of the norms, 1 scale of the pairs, 2 dropout

def ints(self, x: Tensor) -> List[int]:
    found = annotate(List[int], [])
    for i in range(torch.size(x, 0)):
        found.append(int(x[i]))
    return found

def floats(self, x: Tensor) -> List[float]:
    found = annotate(List[float], [])
    for i in range(torch.size(x, 0)):
        found.append(float(x[i]))
    return found

def norm(self, x: Tensor, eps: float) -> Tensor:
    return x * torch.rsqrt(torch.mean(x * x, [-1], True) + eps)

# sin is negative in its first half: the pair of a coordinate is in the other half of the head
def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    low, high = torch.chunk(x, 2, -1)
    return torch.addcmul(x * cos, torch.cat([high, low], -1), sin)

def linear(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    y = torch.matmul(x, torch.t(weight))
    if torch.numel(bias) > 0:
        y = y + bias
    return y

def dropped(self, x: Tensor, share: float, seed: int) -> Tensor:
    if share > 0.0:
        keep = torch.bernoulli_(torch.empty_like(x), 1.0 - share, generator=torch.Generator(device=x.device, seed=seed))
        x = x * (keep / (1.0 - share))
    return x

# Keys and values of all layers [N, kv heads, capacity, width] are in `cache`, written from `start` on.
def attend_cache(self, y: Tensor, layer: int, rows: int, start: int, cos: Tensor, sin: Tensor, cache: List[Tensor], shape: List[int]) -> Tensor:
    heads = shape[1]
    pairs = shape[2]
    x = torch.transpose(torch.view(y, [rows, -1, heads + 2 * pairs, shape[3]]), 1, 2)
    end = start + torch.size(x, 2)
    turned = self.rotate(x[:, 0:heads + pairs], cos[start:end], sin[start:end])
    torch.copy_(cache[2 * layer][:, :, start:end], turned[:, heads:heads + pairs])
    torch.copy_(cache[2 * layer + 1][:, :, start:end], x[:, heads + pairs:heads + 2 * pairs])
    k = cache[2 * layer][:, :, 0:end]
    v = cache[2 * layer + 1][:, :, 0:end]
    z = torch.scaled_dot_product_attention(turned[:, 0:heads], k, v, None, 0.0, start == 0, scale=None, enable_gqa=True)
    return torch.reshape(torch.transpose(z, 1, 2), [torch.size(y, 0), heads * shape[3]])

# Whole rows of `length` tokens. The query heads of a key-value head are stacked below each other, so that two plain
# batched products do: on CPUs half as long as PyTorch's own attention, which copies keys and values for each query head.
# Long rows take PyTorch's, which does not keep the scores [N, heads, T, T] for the backward pass.
def attend_rows(self, y: Tensor, rows: int, cos: Tensor, sin: Tensor, shape: List[int]) -> Tensor:
    pairs = shape[2]
    group = shape[1] // pairs
    width = shape[3]
    length = torch.size(y, 0) // rows
    q, k, v = torch.split_with_sizes(torch.view(y, [rows, length, -1, width]), [shape[1], pairs, pairs], 2)
    c = torch.unsqueeze(cos[0:length], 1)
    s = torch.unsqueeze(sin[0:length], 1)
    q = torch.transpose(self.rotate(q, c, s), 1, 2)
    k = torch.transpose(self.rotate(k, c, s), 1, 2)
    v = torch.transpose(v, 1, 2)
    if length > 512:
        z = torch.scaled_dot_product_attention(q, torch.repeat_interleave(k, group, 1), torch.repeat_interleave(v, group, 1), None, 0.0, True)
    else:
        later = torch.triu(torch.full([length, length], float("-inf"), dtype=y.dtype, device=y.device), 1)
        q = torch.reshape(q, [rows * pairs, group * length, width])
        k = torch.reshape(k, [rows * pairs, length, width])
        scores = torch.baddbmm(torch.repeat(later, [group, 1]), q, torch.transpose(k, 1, 2), alpha=width ** -0.5)
        z = torch.bmm(torch.softmax(scores, -1), torch.reshape(v, [rows * pairs, length, width]))
        z = torch.view(z, [rows, shape[1], length, width])
    return torch.reshape(torch.transpose(z, 1, 2), [torch.size(y, 0), shape[1] * width])

# Without a cache rows begin at 0.
def attend(self, y: Tensor, layer: int, rows: int, start: int, cos: Tensor, sin: Tensor, cache: List[Tensor], shape: List[int]) -> Tensor:
    if torch.len(cache) > 0:
        z = self.attend_cache(y, layer, rows, start, cos, sin, cache, shape)
    else:
        z = self.attend_rows(y, rows, cos, sin, shape)
    return z

# Which of the seven modules any row keeps, gates [N, 7]
def kept(self, gates: Tensor) -> List[bool]:
    used = annotate(List[bool], [])
    strongest = torch.amax(gates, [0])
    for m in range(7):
        used.append(float(strongest[m]) > 0.0)
    return used

# x [M, d] -> [M, d]; gates [N, 7]; used [7], false where no row keeps a module
def layer(self, x: Tensor, i: int, start: int, seed: int, weights: List[Tensor], parameters: List[Tensor], gates: Tensor, used: List[bool], cos: Tensor, sin: Tensor, cache: List[Tensor], shape: List[int], method: List[int], reals: List[float]) -> Tensor:
    w = 8 * i
    u = self.norm(x, reals[0]) * weights[w]
    y = self.adapt(self.linear(u, weights[w + 1], weights[w + 2]), u, i, seed + 4 * i, 0, 3, parameters, gates, used, shape, method, reals)
    z = self.attend(y, i, torch.size(gates, 0), start, cos, sin, cache, shape)
    x = x + self.adapt(self.linear(z, weights[w + 3], weights[w + 4]), z, i, seed + 4 * i + 1, 3, 1, parameters, gates, used, shape, method, reals)
    u = self.norm(x, reals[0]) * weights[w + 5]
    y = self.adapt(torch.matmul(u, torch.t(weights[w + 6])), u, i, seed + 4 * i + 2, 4, 2, parameters, gates, used, shape, method, reals)
    gate, up = torch.chunk(y, 2, -1)
    z = torch.silu(gate) * up
    return x + self.adapt(torch.matmul(z, torch.t(weights[w + 7])), z, i, seed + 4 * i + 3, 6, 1, parameters, gates, used, shape, method, reals)
