nginx:
  test.nop:
    - require:
      - test: site
site:
  test.nop:
    - require:
      - test: nginx
