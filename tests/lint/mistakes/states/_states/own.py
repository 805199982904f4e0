def done(name): return {}
