# A Llama decoder with low-rank pairs beside its linear modules, which the method `adapt` of another file adds
# (pairs.py). N = rows, T = tokens of each, M = N * T.
#
# weights, for each layer: 0 norm before attention [d], 1 q, k, v stacked [q + 2 kv, d], 2 their bias or nothing [0],
#   3 o [d, q], 4 its bias or nothing, 5 norm before feed-forward [d], 6 gate, up stacked [2 f, d], 7 down [d, f];
#   then the last norm [d], the embedding [V, d] and the head [V, d]. Norms are float32; all else may be bfloat16, in which
#   modules and attention then compute. States between them, norms and losses are float32 in any case.
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

# RMS norm without its weight. The root of the mean square by way of the 2-norm, which needs no copy of x, forward or
# backward.
def norm(self, x: Tensor, eps: float) -> Tensor:
    length = torch.linalg_vector_norm(x, 2, [-1], True)
    return x * torch.rsqrt(length * length / torch.size(x, -1) + eps)

# Tokens as states, float32
def embedded(self, ids: Tensor, weights: List[Tensor], shape: List[int]) -> Tensor:
    return torch.to(torch.embedding(weights[8 * shape[0] + 1], ids), weights[8 * shape[0]])

# sin is negative in its first half: the pair of a coordinate is in the other half of the head
def rotate(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    low, high = torch.chunk(x, 2, -1)
    return torch.addcmul(x * torch.to(cos, x), torch.cat([high, low], -1), torch.to(sin, x))

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

# Causal attention of q [N, heads, T, width] to k and v [N, kv heads, S, width], whose last T positions are q's. The query
# heads of a key-value head are stacked below each other, so that two plain batched products do: on CPUs half as long as
# PyTorch's own attention, which copies keys and values for each query head. Long rows take PyTorch's, which does not keep
# the scores [N, heads, T, S] for the backward pass. Gives [N * T, heads * width].
def causal(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    rows, heads, length, width = torch.size(q)
    pairs = torch.size(k, 1)
    seen = torch.size(k, 2)
    group = heads // pairs
    later = torch.triu(torch.full([length, seen], float("-inf"), dtype=q.dtype, device=q.device), 1 + seen - length)
    if seen > 512:
        k = torch.repeat_interleave(k, group, 1)
        v = torch.repeat_interleave(v, group, 1)
        if length == seen:
            z = torch.scaled_dot_product_attention(q, k, v, None, 0.0, True)
        else:
            z = torch.scaled_dot_product_attention(q, k, v, later)
    else:
        q = torch.reshape(q, [rows * pairs, group * length, width])
        k = torch.reshape(k, [rows * pairs, seen, width])
        scores = torch.baddbmm(torch.repeat(later, [group, 1]), q, torch.transpose(k, 1, 2), alpha=width ** -0.5)
        z = torch.bmm(torch.softmax(scores, -1), torch.reshape(v, [rows * pairs, seen, width]))
        z = torch.view(z, [rows, heads, length, width])
    return torch.reshape(torch.transpose(z, 1, 2), [rows * length, heads * width])

# Rows [N, T, ..] as causal attention takes them
def heads_first(self, x: Tensor, rows: int) -> Tensor:
    return torch.transpose(torch.view(x, [rows, -1, torch.size(x, 1), torch.size(x, 2)]), 1, 2)

# Rows that begin with the same `shared` tokens: y holds those once, then what each row has of its own.
def attend_rows(self, y: Tensor, rows: int, shared: int, cos: Tensor, sin: Tensor, shape: List[int]) -> Tensor:
    heads = shape[1]
    pairs = shape[2]
    x = torch.view(y, [torch.size(y, 0), heads + 2 * pairs, shape[3]])
    own = (torch.size(y, 0) - shared) // rows
    c = torch.unsqueeze(torch.cat([cos[0:shared], torch.repeat(cos[shared:shared + own], [rows, 1])]), 1)
    s = torch.unsqueeze(torch.cat([sin[0:shared], torch.repeat(sin[shared:shared + own], [rows, 1])]), 1)
    qk, v = torch.split_with_sizes(x, [heads + pairs, pairs], 1)
    q, k = torch.split_with_sizes(self.rotate(qk, c, s), [heads, pairs], 1)
    if shared > 0:
        q0 = self.heads_first(q[0:shared], 1)
        k0 = self.heads_first(k[0:shared], 1)
        v0 = self.heads_first(v[0:shared], 1)
        k1 = torch.cat([torch.expand(k0, [rows, -1, -1, -1]), self.heads_first(k[shared:], rows)], 2)
        v1 = torch.cat([torch.expand(v0, [rows, -1, -1, -1]), self.heads_first(v[shared:], rows)], 2)
        z = torch.cat([self.causal(q0, k0, v0), self.causal(self.heads_first(q[shared:], rows), k1, v1)])
    else:
        z = self.causal(self.heads_first(q, rows), self.heads_first(k, rows), self.heads_first(v, rows))
    return z

# With a cache, `start` tokens come before; without, the rows begin with as many that are the same.
def attend(self, y: Tensor, layer: int, rows: int, start: int, cos: Tensor, sin: Tensor, cache: List[Tensor], shape: List[int]) -> Tensor:
    if torch.len(cache) > 0:
        z = self.attend_cache(y, layer, rows, start, cos, sin, cache, shape)
    else:
        z = self.attend_rows(y, rows, start, cos, sin, shape)
    return z

# Which of the seven modules any row keeps, gates [N, 7]
def kept(self, gates: Tensor) -> List[bool]:
    used = annotate(List[bool], [])
    strongest = torch.amax(gates, [0])
    for m in range(7):
        used.append(float(strongest[m]) > 0.0)
    return used

# A layer in two parts, between which positions that nobody asks for can be left out. x [M, d], gates [N, 7]; used [7], false
# where no row keeps a module. The first gives what attention gathers [M, q], for `start` see `attend`.
def gather(self, x: Tensor, i: int, start: int, seed: int, weights: List[Tensor], parameters: List[Tensor], gates: Tensor, used: List[bool], cos: Tensor, sin: Tensor, cache: List[Tensor], shape: List[int], method: List[int], reals: List[float]) -> Tensor:
    w = 8 * i
    u = torch.to(self.norm(x, reals[0]) * weights[w], weights[w + 1])
    y = self.adapt(self.linear(u, weights[w + 1], weights[w + 2]), u, i, seed + 4 * i, 0, 3, parameters, gates, used, shape, method, reals)
    return self.attend(y, i, torch.size(gates, 0), start, cos, sin, cache, shape)

# z is what `gather` gave at the positions of x [M, d], which leave the layer
def transform(self, x: Tensor, z: Tensor, i: int, seed: int, weights: List[Tensor], parameters: List[Tensor], gates: Tensor, used: List[bool], shape: List[int], method: List[int], reals: List[float]) -> Tensor:
    w = 8 * i
    x = x + self.adapt(self.linear(z, weights[w + 3], weights[w + 4]), z, i, seed + 4 * i + 1, 3, 1, parameters, gates, used, shape, method, reals)
    u = torch.to(self.norm(x, reals[0]) * weights[w + 5], weights[w + 6])
    y = self.adapt(torch.matmul(u, torch.t(weights[w + 6])), u, i, seed + 4 * i + 2, 4, 2, parameters, gates, used, shape, method, reals)
    gate, up = torch.chunk(y, 2, -1)
    z = torch.silu(gate) * up
    return x + self.adapt(torch.matmul(z, torch.t(weights[w + 7])), z, i, seed + 4 * i + 3, 6, 1, parameters, gates, used, shape, method, reals)

# x [M, d] -> [M, d]
def layer(self, x: Tensor, i: int, start: int, seed: int, weights: List[Tensor], parameters: List[Tensor], gates: Tensor, used: List[bool], cos: Tensor, sin: Tensor, cache: List[Tensor], shape: List[int], method: List[int], reals: List[float]) -> Tensor:
    z = self.gather(x, i, start, seed, weights, parameters, gates, used, cos, sin, cache, shape, method, reals)
    return self.transform(x, z, i, seed, weights, parameters, gates, used, shape, method, reals)
