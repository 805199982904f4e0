conf:
  test.nop:
    - require:
      - pkg: nginx
