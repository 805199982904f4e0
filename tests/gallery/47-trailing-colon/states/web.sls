nginx:
  pkg.installed:

site:
  test.nop: []
