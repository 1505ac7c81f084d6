# A prompt, and for evaluation more, into an empty cache. ids [T], mask [1, T] true at prompt tokens.
# Gives logits [T - first, V] of the tokens from `first` on, gates [L, 7] and probabilities [L, 7].
def prefill(self, ids: Tensor, mask: Tensor, first: Tensor, fixed: Tensor, cache: List[Tensor], weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> List[Tensor]:
    sizes = self.ints(shape)
    settings = self.ints(method)
    numbers = self.floats(reals)
    x = self.embedded(ids, weights, sizes)
    gates = fixed
    p = fixed
    all_gates = annotate(List[Tensor], [])
    all_p = annotate(List[Tensor], [])
    for i in range(sizes[0]):
        if settings[8] == 1:
            gates, p = self.route(x, mask, i, parameters, settings, numbers)
        x = self.layer(x, i, 0, 0, weights, parameters, gates, self.kept(gates), cos, sin, cache, sizes, settings, numbers)
        all_gates.append(gates)
        all_p.append(p)
    return [self.head(x[int(first):], weights, sizes, numbers), torch.cat(all_gates), torch.cat(all_p)]

# One more token at position `start`; gates [L, 7] as the prefill gave them. Gives logits [1, V].
def decode(self, id: Tensor, start: Tensor, gates: Tensor, cache: List[Tensor], weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> Tensor:
    sizes = self.ints(shape)
    settings = self.ints(method)
    numbers = self.floats(reals)
    x = self.embedded(id, weights, sizes)
    for i in range(sizes[0]):
        own = gates[i:i + 1]
        x = self.layer(x, i, int(start), 0, weights, parameters, own, self.kept(own), cos, sin, cache, sizes, settings, numbers)
    return self.head(x, weights, sizes, numbers)

def head(self, x: Tensor, weights: List[Tensor], shape: List[int], reals: List[float]) -> Tensor:
    return torch.matmul(self.norm(x, reals[0]) * weights[8 * shape[0]], torch.t(weights[8 * shape[0] + 2]))
