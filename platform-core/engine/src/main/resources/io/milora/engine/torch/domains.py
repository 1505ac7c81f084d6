# The routing pass of a Mixture-of-LoRAs over a prompt, ids [T]: in every layer the most probable domain's expert.
# fixed: gates [1, 7] of every expert. routers: of each layer W [d, domains]. parameters: those of all experts, one expert
# after the other, all of one form. Gives log-probabilities [L, domains].
def domains(self, ids: Tensor, fixed: Tensor, routers: List[Tensor], weights: List[Tensor], parameters: List[Tensor], cos: Tensor, sin: Tensor, shape: Tensor, method: Tensor, reals: Tensor) -> Tensor:
    sizes = self.ints(shape)
    settings = self.ints(method)
    numbers = self.floats(reals)
    cache = annotate(List[Tensor], [])
    said = annotate(List[Tensor], [])
    count = settings[0] * sizes[0]
    x = self.embedded(ids, weights, sizes)
    for i in range(sizes[0]):
        log_p = torch.log_softmax(torch.matmul(torch.mean(x, [0], True), routers[i]), -1)
        _, order = torch.sort(log_p, stable=True, dim=-1, descending=True)
        best = int(order[0, 0])
        expert = parameters[best * count:(best + 1) * count]
        x = self.layer(x, i, 0, 0, weights, expert, fixed, self.kept(fixed), cos, sin, cache, sizes, settings, numbers)
        said.append(log_p)
    return torch.cat(said)
