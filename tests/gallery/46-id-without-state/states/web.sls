nginx:

site:
  test.nop: []
