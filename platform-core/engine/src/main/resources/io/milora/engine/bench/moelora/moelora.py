# MOELoRA (METHODS.md): a module's pair is cut along its rank into E experts, expert e of columns e r / E and on of A and
# of those rows of B. A router of the module weights the experts anew at every token.
#
# parameters, for each layer: A [in, r], B [r, out], W [in, E] of each target module
# method: 0 parameters of a layer, 1 to 7 which of its pairs belongs to a module (-1: none), 9 experts kept, 10 E

# Adds to y [M, out] what the experts of `count` modules give that read the same x [M, in] and stand side by side in y.
# As in pairs.py, gates are multiplied on the narrow side and two products do for all experts of all modules; routers
# share the first one unless there is dropout, which they don't see. A gate is the probability of an expert among the k
# most probable, 0 for the others.
def adapt(self, y: Tensor, x: Tensor, layer: int, seed: int, first: int, count: int, parameters: List[Tensor], gates: Tensor, used: List[bool], shape: List[int], method: List[int], reals: List[float]) -> Tensor:
    down = annotate(List[Tensor], [])
    up = annotate(List[Tensor], [])
    routers = annotate(List[Tensor], [])
    for m in range(first, first + count):
        if used[m]:
            at = layer * method[0] + 3 * method[1 + m]
            down.append(parameters[at])
            up.append(parameters[at + 1])
            routers.append(parameters[at + 2])
        else:
            up.append(torch.empty([0, shape[4 + m]], dtype=parameters[0].dtype, device=x.device))
    if torch.len(down) > 0:
        a = torch.cat(down, 1)
        ranks = torch.size(a, 1)
        if reals[2] > 0.0:
            scores = torch.matmul(x, torch.to(torch.cat(routers, 1), x))
            narrow = torch.matmul(self.dropped(x, reals[2], seed), torch.to(a, x))
        else:
            both = torch.matmul(x, torch.to(torch.cat([a, torch.cat(routers, 1)], 1), x))
            scores = both[:, ranks:]
            narrow = both[:, 0:ranks]
        p = torch.softmax(torch.to(torch.reshape(scores, [-1, method[10]]), a), -1)
        _, best = torch.topk(p, method[9], -1, True, False)
        strength = torch.to(p * torch.scatter(torch.zeros_like(p), 1, best, reals[1]), x)
        narrow = torch.reshape(narrow, [torch.size(p, 0), method[10], -1]) * torch.unsqueeze(strength, 2)
        y = torch.addmm_(y, torch.view(narrow, [-1, ranks]), torch.to(torch.block_diag(up), y))
    return y
