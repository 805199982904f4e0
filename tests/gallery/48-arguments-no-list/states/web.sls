nginx:
  test.nop:
    name: nginx
