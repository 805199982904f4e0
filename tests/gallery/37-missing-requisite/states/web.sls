nginx:
  test.nop: []
site:
  test.nop:
    - require:
      - test: ngnix
