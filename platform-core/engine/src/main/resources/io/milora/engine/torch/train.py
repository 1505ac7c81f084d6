# Of states h [R, d] that predict targets [R]: the sum of the cross-entropies and how many targets are most probable [2],
# and the gradient of the former by h: gone through in pieces, the logits [R, V] are never held as a whole, and the
# backward pass needs none of them. Both without history.
def cross_entropy(self, h: Tensor, targets: Tensor, head: Tensor, gradient: bool) -> Tuple[Tensor, Tensor]:
    h = torch.detach(h)
    loss = torch.zeros([], dtype=h.dtype, device=h.device)
    right = torch.zeros([], dtype=h.dtype, device=h.device)
    slopes = annotate(List[Tensor], [])
    for start in range(0, torch.size(h, 0), 64):
        target = torch.unsqueeze(targets[start:start + 64], 1)
        logits = torch.log_softmax(torch.to(torch.matmul(torch.to(h[start:start + 64], head), torch.t(head)), h), -1)
        own = torch.gather(logits, 1, target)
        loss = loss - torch.sum(own)
        right = right + torch.sum(torch.ge(own, torch.amax(logits, [1], True)))
        if gradient:
            slope = torch.scatter_add_(torch.exp_(logits), 1, target, torch.full([torch.size(target, 0), 1], -1.0, dtype=h.dtype, device=h.device))
            slopes.append(torch.to(torch.matmul(torch.to(slope, head), head), h))
    return (torch.stack([loss, right]), torch.cat(slopes) if gradient else h)

# What enters the first layer, [M, d]
def embed(self, ids: Tensor, shared: int, weights: List[Tensor], shape: List[int]) -> Tensor:
    return self.embedded(torch.cat([ids[0, 0:shared], torch.reshape(ids[:, shared:], [-1])]), weights, shape)

# ids [N, T], right-padded; mask [N, T] true at prompt tokens; places [R] of M that predict a response token; shared, with how
# many tokens all rows begin that are computed once (0 for a method with a router, whose rows differ from the first layer
# on): M = shared + N (T - shared); fixed [7], gates of a method without router.

# Layer i with its router, x [M, d]; the last one goes on at `places` alone. Gives what leaves it, and gates and
# probabilities [N, 7].
def routed_layer(self, x: Tensor, i: int, ids: Tensor, mask: Tensor, places: Tensor, shared: int, seed: int, weights: List[Tensor], parameters: List[Tensor], fixed: Tensor, cos: Tensor, sin: Tensor, shape: List[int], method: List[int], reals: List[float]) -> Tuple[Tensor, Tensor, Tensor]:
    gates = torch.expand(fixed, [torch.size(ids, 0), -1])
    p = gates
    if method[8] == 1:
        gates, p = self.route(x, mask, i, parameters, method, reals)
    used = self.kept(gates)
    strength = gates
    z = self.gather(x, i, shared, seed, weights, parameters, gates, used, cos, sin, annotate(List[Tensor], []), shape, method, reals)
    if i + 1 == shape[0]:
        x = torch.index_select(x, 0, places)
        z = torch.index_select(z, 0, places)
        strength = torch.index_select(gates, 0, torch.floor_divide(places - shared, torch.size(ids, 1) - shared))
    x = self.transform(x, z, i, seed, weights, parameters, strength, used, shape, method, reals)
    return (x, gates, p)

# What leaves the last layer [R, d], with `keep` what entered each [M, d], and for each gates and probabilities [N, 7].
def states(self, ids: Tensor, mask: Tensor, places: Tensor, shared: int, seed: int, keep: bool, weights: List[Tensor], parameters: List[Tensor], fixed: Tensor, cos: Tensor, sin: Tensor, shape: List[int], method: List[int], reals: List[float]) -> Tuple[Tensor, List[Tensor], List[Tensor], List[Tensor]]:
    x = self.embed(ids, shared, weights, shape)
    entered = annotate(List[Tensor], [])
    all_gates = annotate(List[Tensor], [])
    all_p = annotate(List[Tensor], [])
    for i in range(shape[0]):
        if keep:
            entered.append(x)
        x, gates, p = self.routed_layer(x, i, ids, mask, places, shared, seed, weights, parameters, fixed, cos, sin, shape, method, reals)
        all_gates.append(torch.detach(gates))
        all_p.append(p)
    return (x, entered, all_gates, all_p)

# The gradients of a number by each of `wanted`
def slopes(self, total: Tensor, wanted: List[Tensor]) -> List[Tensor]:
    given = annotate(List[Tensor], [])
    found = torch.grad([total], wanted, None, None, False, True)
    for i in range(torch.len(found)):
        g = found[i]
        if g is None:
            given.append(torch.zeros_like(wanted[i]))
        else:
            given.append(g)
    return given

# Gradients layer by layer from the last on, each computed again from what entered it: activations of one layer are held
# at a time. g [R, d] is the gradient by what left the last layer; balanced, the weight of a layer's balancing loss;
# entered, gates and p as `states` gave them without history. Gives the gradients by `leaves` at `trained`.
def by_layer(self, g: Tensor, balanced: float, own: float, elsewhere: Tensor, entered: List[Tensor], trained: List[int], ids: Tensor, mask: Tensor, places: Tensor, shared: int, seed: int, weights: List[Tensor], leaves: List[Tensor], fixed: Tensor, cos: Tensor, sin: Tensor, shape: List[int], method: List[int], reals: List[float]) -> List[Tensor]:
    given = annotate(List[Tensor], [])
    for t in trained:
        given.append(g)
    for back in range(shape[0]):
        i = shape[0] - 1 - back
        x = torch.requires_grad_(torch.detach(entered[i]), True)
        y, gates, p = self.routed_layer(x, i, ids, mask, places, shared, seed, weights, leaves, fixed, cos, sin, shape, method, reals)
        total = torch.sum(y * g)
        if method[8] == 1:
            total = total + self.balance(p, own, elsewhere[i]) * balanced
        wanted = annotate(List[Tensor], [x])
        at = annotate(List[int], [])
        for t in range(torch.len(trained)):
            if trained[t] // method[0] == i:
                wanted.append(leaves[trained[t]])
                at.append(t)
        found = self.slopes(total, wanted)
        g = found[0]
        for t in range(torch.len(at)):
            given[at[t]] = found[t + 1]
    return given

# One forward and backward pass over part of a batch, for the gradients of
#   cross-entropy / tokens + share * lambda * mean over layers of the balancing loss
# by each of `trained`, the places of the trained parameters.
# amounts: 0 response tokens of the whole batch, 1 share of its rows here, 2 lambda, 3 weight of the arg-maxima here in
# the balancing loss against those of `elsewhere` [L, 7], 4 whether a layer is computed again for its gradients.
# Gives the cross-entropy's part and how many targets are most probable [2], probabilities [L, N, 7], gates [L, N, 7], then the gradients.
def differentiate(self, ids: Tensor, mask: Tensor, places: Tensor, targets: Tensor, shared: Tensor, seed: Tensor, amounts: Tensor, elsewhere: Tensor, trained: Tensor, fixed: Tensor, weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> List[Tensor]:
    sizes = self.ints(shape)
    settings = self.ints(method)
    numbers = self.floats(reals)
    amount = self.floats(amounts)
    again = amount[4] > 0.0
    tail = 8 * sizes[0]
    leaves = annotate(List[Tensor], [])
    for i in range(torch.len(parameters)):
        leaves.append(parameters[i])
    wanted = annotate(List[Tensor], [])
    for i in self.ints(trained):
        leaf = torch.requires_grad_(torch.detach(parameters[i]), True)
        leaves[i] = leaf
        wanted.append(leaf)
    left, entered, gates, p = self.states(ids, mask, places, int(shared), int(seed), again, weights, parameters if again else leaves, fixed, cos, sin, sizes, settings, numbers)
    if again:
        left = torch.requires_grad_(torch.detach(left), True)
    h = self.norm(left, numbers[0]) * weights[tail]
    sums, slope = self.cross_entropy(h, targets, weights[tail + 2], True)
    total = torch.sum(h * slope) / amount[0]
    balanced = amount[1] * amount[2]
    if again:
        g = self.slopes(total, [left])[0]
        found = self.by_layer(g, balanced / sizes[0], amount[3], elsewhere, entered, self.ints(trained), ids, mask, places, int(shared), int(seed), weights, leaves, fixed, cos, sin, sizes, settings, numbers)
    else:
        if settings[8] == 1:
            each = annotate(List[Tensor], [])
            for i in range(torch.len(p)):
                each.append(self.balance(p[i], amount[3], elsewhere[i]))
            total = total + torch.mean(torch.stack(each)) * balanced
        found = self.slopes(total, wanted)
    given = [torch.stack([sums[0] / amount[0], sums[1]]), torch.detach(torch.stack(p)), torch.stack(gates)]
    for i in range(torch.len(found)):
        given.append(found[i])
    return given

# Adds a part's gradients to their sums
def add(self, sums: List[Tensor], gradients: List[Tensor]) -> Tensor:
    torch._foreach_add_(sums, gradients)
    return sums[0]

# The sum of the cross-entropies over `targets`, and how many are most probable [2], without gradients
def evaluate(self, ids: Tensor, mask: Tensor, places: Tensor, targets: Tensor, shared: Tensor, fixed: Tensor, weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> Tensor:
    sizes = self.ints(shape)
    numbers = self.floats(reals)
    left, _, _, _ = self.states(ids, mask, places, int(shared), 0, False, weights, parameters, fixed, cos, sin, sizes, self.ints(method), numbers)
    h = self.norm(left, numbers[0]) * weights[8 * sizes[0]]
    sums, _ = self.cross_entropy(h, targets, weights[8 * sizes[0] + 2], False)
    return sums

# AdamW with decoupled decay on every parameter, gradients scaled down to a 2-norm of `limit` (0: never), then cleared.
# numbers: 0 step from 1, 1 rate, 2 beta1, 3 beta2, 4 epsilon, 5 weight decay, 6 limit. Gives the norm before scaling.
def update(self, parameters: List[Tensor], gradients: List[Tensor], first: List[Tensor], second: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.floats(numbers)
    length = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2)))
    if n[6] > 0.0:
        torch._foreach_mul_(gradients, min(1.0, n[6] / (float(length) + 1e-06)))
    torch._foreach_lerp_(first, gradients, 1.0 - n[2])
    torch._foreach_mul_(second, n[3])
    torch._foreach_addcmul_(second, gradients, gradients, 1.0 - n[3])
    torch._foreach_mul_(parameters, 1.0 - n[1] * n[5])
    size = torch._foreach_div(second, 1.0 - n[3] ** n[0])
    torch._foreach_sqrt_(size)
    torch._foreach_add_(size, n[4])
    torch._foreach_addcdiv_(parameters, first, size, -n[1] / (1.0 - n[2] ** n[0]))
    torch._foreach_zero_(gradients)
    return length
