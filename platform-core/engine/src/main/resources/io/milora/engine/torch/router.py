# MiLoRA's router (METHODS.md, MiLoRA 1 to 3). Enumerations count from 0:
# pooler attention, mean, max, last; gate probability, renormalised, one.

# H [N, T, d], mask [N, T] true at the prompt's own tokens, w [d, 1] -> [N, d]
def pool(self, H: Tensor, mask: Tensor, kind: int, w: Tensor) -> Tensor:
    own = torch.unsqueeze(mask, 2)
    if kind == 0:
        a = torch.softmax(torch.masked_fill(torch.matmul(H, w), torch.logical_not(own), float("-inf")), 1)
        h = torch.sum(a * H, [1])
    elif kind == 1:
        h = torch.sum(H * own, [1]) / torch.sum(own, [1])
    elif kind == 2:
        h = torch.amax(torch.masked_fill(H, torch.logical_not(own), float("-inf")), [1])
    else:
        last = torch.sum(mask, [1]) - 1
        h = torch.squeeze(torch.gather(H, 1, torch.expand(torch.view(last, [-1, 1, 1]), [-1, 1, torch.size(H, 2)])), 1)
    return h

# Ra(x) = (a_0 + .. + a_6 x^6) / (1 + |b_1 x + .. + b_5 x^5|); the derivative of the modulus at 0 is 0
def rational(self, x: Tensor, a: Tensor, b: Tensor) -> Tensor:
    p = torch.zeros_like(x)
    q = torch.zeros_like(x)
    for i in range(7):
        p = p * x + a[6 - i]
    for i in range(5):
        q = (q + b[4 - i]) * x
    return p / (1.0 + torch.abs(q))

# Gates and probabilities of layer i for states x [M, d] that enter it, both [N, 7]; gate 0 is off
def route(self, x: Tensor, mask: Tensor, i: int, parameters: List[Tensor], method: List[int], reals: List[float]) -> Tuple[Tensor, Tensor]:
    at = i * method[0] + 14
    W = parameters[at]
    w = parameters[at + 3] if method[10] == 0 else W
    h = self.pool(torch.view(x, [torch.size(mask, 0), torch.size(mask, 1), -1]), mask, method[10], w)
    if method[12] == 1:
        h = self.norm(h, reals[0])
    p = torch.softmax(torch.matmul(self.rational(h, parameters[at + 1], parameters[at + 2]), W), -1)
    _, order = torch.sort(p, stable=True, dim=-1, descending=True)
    on = torch.scatter(torch.zeros_like(p), 1, order[:, 0:method[9]], 1.0)
    gates = p * on
    if method[11] == 1:
        gates = gates / torch.sum(gates, [-1], True)
    elif method[11] == 2:
        gates = (1.0 + (p - torch.detach(p))) * on
    return (gates, p)

# Switch's balancing loss of one layer, p [N, 7]: 7 times the sum of (share of arg-maxima) * (mean probability). Where the
# N prompts are but `own` of a step's, the arg-maxima of the others are taken to be shared out as `elsewhere` [7] says.
def balance(self, p: Tensor, own: float, elsewhere: Tensor) -> Tensor:
    _, order = torch.sort(p, stable=True, dim=-1, descending=True)
    f = torch.mean(torch.scatter(torch.zeros_like(p), 1, order[:, 0:1], 1.0), [0])
    f = own * f + (1.0 - own) * elsewhere
    return 7.0 * torch.sum(f * torch.mean(p, [0]))
