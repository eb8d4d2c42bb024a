raise KeyError('x')
