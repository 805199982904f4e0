early:
  test.nop

late:
  test.nop:
    - require:
      - test: eraly
