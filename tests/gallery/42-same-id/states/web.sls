include:
  - nginx

nginx:
  test.nop: []
