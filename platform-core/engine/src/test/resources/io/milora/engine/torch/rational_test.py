# y = Ra(x) of points x [n], and dx [n], da [n, 7], db [n, 5]
def derivatives(self, x: Tensor, a: Tensor, b: Tensor) -> List[Tensor]:
    n = torch.size(x, 0)
    X = torch.requires_grad_(torch.detach(x), True)
    A = torch.requires_grad_(torch.clone(torch.expand(torch.unsqueeze(a, 1), [-1, n])), True)
    B = torch.requires_grad_(torch.clone(torch.expand(torch.unsqueeze(b, 1), [-1, n])), True)
    y = self.rational(X, A, B)
    found = torch.grad([torch.sum(y)], [X, A, B], None, None, False, False)
    return [torch.detach(y), unchecked_cast(Tensor, found[0]), torch.t(unchecked_cast(Tensor, found[1])), torch.t(unchecked_cast(Tensor, found[2]))]
