nginx:
  test.nop: []
site:
  test.nop:
    - require:
      - pkg: nginx
