# Mixture-of-LoRAs in training (METHODS.md): each row runs through its own domain's pairs. N = rows, E = domains.
#
# parameters, for each layer and in it for each domain: A [in, r], B [r, out] of each of its target modules; after the
#   last layer, where the experts are tuned too, the routers W [d, E] of all layers
# method: 0 tensors of a layer, 1 E, then for each domain and each of the seven modules which of the layer's pairs
#   belongs to it (-1: none)
# gates [N, E]: at a row's domain the scale of its pairs, else 0

# What llama.py adds to y [M, out]: see pairs.py; `used` [E] is false for a domain that has no row.
def adapt(self, y: Tensor, x: Tensor, layer: int, seed: int, first: int, count: int, parameters: List[Tensor], gates: Tensor, used: List[bool], shape: List[int], method: List[int], reals: List[float]) -> Tensor:
    down = annotate(List[Tensor], [])
    up = annotate(List[Tensor], [])
    strength = annotate(List[Tensor], [])
    for m in range(first, first + count):
        own = annotate(List[Tensor], [torch.empty([0, shape[4 + m]], dtype=parameters[0].dtype, device=x.device)])
        for e in range(method[1]):
            pair = method[2 + 7 * e + m]
            if used[e]:
                if pair >= 0:
                    at = layer * method[0] + 2 * pair
                    down.append(parameters[at])
                    own.append(parameters[at + 1])
                    strength.append(torch.expand(gates[:, e:e + 1], [-1, torch.size(parameters[at + 1], 0)]))
        up.append(torch.cat(own, 0))
    if torch.len(down) > 0:
        narrow = torch.matmul(self.dropped(x, reals[2], seed), torch.to(torch.cat(down, 1), x))
        ranks = torch.size(narrow, 1)
        gate = torch.to(torch.cat(strength, 1), x)
        narrow = torch.view(torch.view(narrow, [torch.size(gates, 0), -1, ranks]) * torch.unsqueeze(gate, 1), [-1, ranks])
        y = torch.addmm_(y, narrow, torch.to(torch.block_diag(up), y))
    return y

def domains_used(self, gates: Tensor) -> List[bool]:
    used = annotate(List[bool], [])
    strongest = torch.amax(gates, [0])
    for e in range(torch.size(gates, 1)):
        used.append(float(strongest[e]) > 0.0)
    return used

# What the routers read: the mean over the prompt of the states that enter each layer [N, L, d]; then the states [M, d]
# that leave the last layer, or, without `language`, enter it.
def pooled(self, ids: Tensor, mask: Tensor, gates: Tensor, seed: int, language: bool, weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: List[int], method: List[int], reals: List[float]) -> Tuple[Tensor, Tensor]:
    x = self.embedded(torch.view(ids, [-1]), weights, shape)
    used = self.domains_used(gates)
    found = annotate(List[Tensor], [])
    for i in range(shape[0]):
        found.append(self.pool(torch.view(x, [torch.size(ids, 0), torch.size(ids, 1), -1]), mask, 1, x))
        if language or i + 1 < shape[0]:
            x = self.layer(x, i, 0, seed, weights, parameters, gates, used, cos, sin, annotate(List[Tensor], []), shape, method, reals)
    return (torch.stack(found, 1), x)

# The sum over rows of the mean over layers of -log p(domain), and log p [L, N, E]. states [N, L, d], domains [N]
def routing(self, states: Tensor, domains: Tensor, routers: List[Tensor]) -> Tuple[Tensor, Tensor]:
    log_p = torch.log_softmax(torch.matmul(torch.transpose(states, 0, 1), torch.stack(routers)), -1)
    layers = torch.len(routers)
    own = torch.gather(log_p, 2, torch.expand(torch.view(domains, [1, -1, 1]), [layers, -1, 1]))
    return (torch.neg(torch.sum(own)) / layers, torch.detach(log_p))

# The sum of the cross-entropies over `targets`, and how many are most probable, without history; see train.py
def language(self, x: Tensor, places: Tensor, targets: Tensor, weights: List[Tensor], shape: List[int], reals: List[float]) -> Tuple[Tensor, Tensor]:
    tail = 8 * shape[0]
    h = self.norm(torch.index_select(x, 0, places), reals[0]) * weights[tail]
    logits = torch.matmul(torch.to(h, weights[tail + 2]), torch.t(weights[tail + 2]))
    logits = torch.to(logits, h)
    found = torch.detach(logits)
    own = torch.gather(found, 1, torch.unsqueeze(targets, 1))
    right = torch.sum(torch.ge(own, torch.amax(found, [1], True)))
    return (torch.cross_entropy_loss(logits, targets, None, 2), torch.to(right, h))

def leaves(self, parameters: List[Tensor]) -> List[Tensor]:
    found = annotate(List[Tensor], [])
    for i in range(torch.len(parameters)):
        found.append(torch.requires_grad_(torch.detach(parameters[i]), True))
    return found

def last(self, parameters: List[Tensor], count: int) -> List[Tensor]:
    found = annotate(List[Tensor], [])
    for i in range(torch.len(parameters) - count, torch.len(parameters)):
        found.append(parameters[i])
    return found

def add(self, loss: Tensor, leaves: List[Tensor], gradients: List[Tensor]) -> int:
    found = torch.grad([loss], leaves, None, None, False, True)
    for i in range(torch.len(found)):
        g = found[i]
        if g is not None:
            torch.add_(gradients[i], g)
    return torch.len(found)

# States [N, L, d] of prompts, without gradients
def states(self, ids: Tensor, mask: Tensor, gates: Tensor, weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> Tensor:
    found, _ = self.pooled(ids, mask, gates, 0, False, weights, parameters, cos, sin, self.ints(shape), self.ints(method), self.floats(reals))
    return found

# Adds the gradients of the routers' loss / rows. Gives that loss and log p [L, N, E].
def accumulate_routers(self, states: Tensor, domains: Tensor, rows: Tensor, routers: List[Tensor], gradients: List[Tensor]) -> List[Tensor]:
    wanted = self.leaves(routers)
    loss, log_p = self.routing(states, domains, wanted)
    loss = loss / float(rows[0])
    _ = self.add(loss, wanted, gradients)
    return [torch.detach(loss), log_p]

# Adds the gradients of cross-entropy / tokens + routers' loss / rows for all parameters.
# amounts: 0 response tokens, 1 rows of the whole batch. Gives the language's loss and its right tokens [2], the routers' loss
# and log p [L, N, E].
def accumulate_joint(self, ids: Tensor, mask: Tensor, places: Tensor, targets: Tensor, gates: Tensor, domains: Tensor, seed: Tensor, amounts: Tensor, gradients: List[Tensor], weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> List[Tensor]:
    sizes = self.ints(shape)
    numbers = self.floats(reals)
    amount = self.floats(amounts)
    wanted = self.leaves(parameters)
    states, x = self.pooled(ids, mask, gates, int(seed), True, weights, wanted, cos, sin, sizes, self.ints(method), numbers)
    routing, log_p = self.routing(states, domains, self.last(wanted, sizes[0]))
    routing = routing / amount[1]
    language, right = self.language(x, places, targets, weights, sizes, numbers)
    language = language / amount[0]
    _ = self.add(language + routing, wanted, gradients)
    return [torch.stack([torch.detach(language), right]), torch.detach(routing), log_p]

# The sums over `targets` of the cross-entropies and of right ones [2], and of the routers' losses over the rows, without gradients
def evaluate_joint(self, ids: Tensor, mask: Tensor, places: Tensor, targets: Tensor, gates: Tensor, domains: Tensor, weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> List[Tensor]:
    sizes = self.ints(shape)
    numbers = self.floats(reals)
    states, x = self.pooled(ids, mask, gates, 0, True, weights, parameters, cos, sin, sizes, self.ints(method), numbers)
    routing, _ = self.routing(states, domains, self.last(parameters, sizes[0]))
    language, right = self.language(x, places, targets, weights, sizes, numbers)
    return [torch.stack([language, right]), routing]

# The sum of the routers' losses over the rows, without gradients
def evaluate_routers(self, states: Tensor, domains: Tensor, routers: List[Tensor]) -> Tensor:
    loss, _ = self.routing(states, domains, routers)
    return loss
