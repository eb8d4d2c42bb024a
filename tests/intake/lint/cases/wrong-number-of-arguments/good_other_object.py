from functools import partial

def predict(model, x):
    return x

class Service:
    def predict(self, x):
        return x

predict = partial(predict, None)
predict(1)
Service().predict(1)

def apply(step, x):
    return step(x)

def step(a, b):
    return a
