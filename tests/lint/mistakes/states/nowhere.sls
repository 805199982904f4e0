extend:
  nobody:
    test.nop: []

early:
  test.nop

late:
  test.nop:
    - require:
      - test: eraly
