# Low-rank pairs with a gate for each row and module.

# Adds to y [M, out] what the pairs of `count` modules give that read the same x [M, in] and stand side by side in y.
# gates [N, 7]; the gate is multiplied on the narrow side, and B's stand in a block diagonal, so two products do for all.
# Without a router every gate is 1.
def adapt(self, y: Tensor, x: Tensor, layer: int, seed: int, first: int, count: int, parameters: List[Tensor], gates: Tensor, used: List[bool], shape: List[int], method: List[int], reals: List[float]) -> Tensor:
    down = annotate(List[Tensor], [])
    up = annotate(List[Tensor], [])
    strength = annotate(List[Tensor], [])
    for m in range(first, first + count):
        if used[m]:
            at = layer * method[0] + 2 * method[1 + m]
            down.append(parameters[at])
            up.append(parameters[at + 1])
            strength.append(torch.expand(gates[:, m:m + 1], [-1, torch.size(parameters[at + 1], 0)]))
        else:
            up.append(torch.empty([0, shape[4 + m]], dtype=parameters[0].dtype, device=x.device))
    if torch.len(down) > 0:
        narrow = torch.matmul(self.dropped(x, reals[2], seed), torch.to(torch.cat(down, 1), x))
        wide = torch.to(torch.block_diag(up), y)
        if method[8] == 1:
            ranks = torch.size(narrow, 1)
            gate = torch.to(torch.cat(strength, 1) * reals[1], narrow)
            narrow = torch.view(torch.view(narrow, [torch.size(gates, 0), -1, ranks]) * torch.unsqueeze(gate, 1), [-1, ranks])
            y = torch.addmm_(y, narrow, wide)
        else:
            y = torch.addmm_(y, narrow, wide, alpha=reals[1])
    return y
