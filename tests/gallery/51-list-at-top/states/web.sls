- nginx:
    test.nop: []
