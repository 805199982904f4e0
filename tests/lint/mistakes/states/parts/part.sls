# Is included only, after what it requires.
late:
  test.nop:
    - require:
      - test: early
